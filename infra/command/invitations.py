"""Invites people to the desk: in Cognito with their groups, in the table with their accounts."""

from copy import replace
from typing import get_args

from botocore.exceptions import ClientError

from care.aws import CognitoIdentityProviderClient
from care.model.person import Person, Role, by_account


class NotInvited(RuntimeError):
    """Cognito did not take a person; the message says why."""


def invite(cognito: CognitoIdentityProviderClient, pool: str, person: Person) -> bool:
    """Put a person into the pool and the groups of their roles; True for who is new.

    Cognito sends them a mail with a first password. Who is there already keeps theirs and gets the groups; groups that
    they have stay.
    """
    try:
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=person.id,
            UserAttributes=[
                {"Name": "email", "Value": person.id},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": person.name},
            ],
            DesiredDeliveryMediums=["EMAIL"],
        )
        new = True
    except cognito.exceptions.UsernameExistsException:
        new = False
    except ClientError as error:
        raise NotInvited(f"Cognito refused {person.id} ({error.response['Error']['Code']})") from None
    for role in person.roles:
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=person.id, GroupName=role)
    return new


def shut_out(cognito: CognitoIdentityProviderClient, pool: str, person_id: str) -> bool:
    """End a person's sign-ins and allow no further one; False if the pool knows nobody of that name."""
    try:
        cognito.admin_user_global_sign_out(UserPoolId=pool, Username=person_id)
        cognito.admin_disable_user(UserPoolId=pool, Username=person_id)
    except cognito.exceptions.UserNotFoundException:
        return False
    return True


def with_access(known: Person, person: Person) -> Person:
    """The person with the accounts and the roles that they had already besides the new ones."""
    before = by_account(known)
    return replace(
        before,
        name=person.name,
        roles=tuple(role for role in get_args(Role) if role in {*known.roles, *person.roles}),
        accounts=tuple(sorted({*before.accounts, *person.accounts})),
        all_accounts=before.all_accounts or person.all_accounts,
        supervises=tuple(sorted({*(before.supervises or ()), *(person.supervises or ())})),
        supervises_all=before.supervises_all or person.supervises_all,
    )
