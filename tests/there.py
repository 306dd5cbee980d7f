"""What may be missing, and in this story is not."""


def there[T](found: T | None) -> T:
    assert found is not None
    return found
