"""A plugin of mypy: `copy.replace` is checked field by field on pydantic models, as mypy does it for dataclasses.

A state changes by `replace(case, state="open")` and by nothing else. Without this plugin mypy knows no `__replace__` of
a pydantic model; with it a wrong name or a wrong type is an error. `model_copy(update=…)` is an error of its own,
because nobody looks into its dictionary. The names `*_hook` and the shapes are those of mypy's plugin interface.
"""

from collections.abc import Callable

from mypy.expandtype import expand_type_by_instance
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import ARG_NAMED_OPT, ARG_POS, ARG_STAR2, CallExpr, TypeInfo, Var
from mypy.plugin import FunctionSigContext, MethodContext, Plugin
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    ProperType,
    Type,
    TypedDictType,
    TypeOfAny,
    TypeVarType,
    UnionType,
    get_proper_type,
)

_MODEL = "pydantic.main.BaseModel"
_FIELDS = "pydantic-mypy-metadata"


class ReplacePlugin(Plugin):
    """Gives `copy.replace` the signature of the model that it changes."""

    def get_function_signature_hook(self, fullname: str) -> Callable[[FunctionSigContext], CallableType] | None:
        """`copy.replace`, and nothing else."""
        return _signature if fullname == "copy.replace" else None

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        """`model_copy` of any class."""
        return _refuse_update if fullname.endswith(".model_copy") else None


def plugin(version: str) -> type[Plugin]:
    """What mypy asks a plugin for."""
    del version
    return ReplacePlugin


def _signature(ctx: FunctionSigContext) -> CallableType:
    """`(model, /, *, field: type = ..., ...) -> type of the model`; of a union, what all its members have."""
    plain = ctx.default_signature
    call = ctx.context
    if not isinstance(call, CallExpr) or not call.args:
        return plain
    subject = _type_of_expression(ctx, call)
    members = [get_proper_type(item) for item in subject.items] if isinstance(subject, UnionType) else [subject]
    models = [member for member in members if isinstance(member, Instance) and member.type.has_base(_MODEL)]
    if not models or len(models) != len(members):
        return plain
    fields = [_fields(model) for model in models]
    shared = {name: kept for name, kept in fields[0].items() if all(name in other for other in fields)}
    if _hides_names(ctx, call):
        ctx.api.fail("replace takes changes by name, or as a TypedDict that names them", call)
        shared = dict.fromkeys(shared, AnyType(TypeOfAny.from_error))
    return plain.copy_modified(
        arg_types=[subject, *shared.values()],
        arg_kinds=[ARG_POS, *[ARG_NAMED_OPT] * len(shared)],
        arg_names=[None, *shared],
        ret_type=subject,
        variables=[],
        name="replace",
    )


def _type_of_expression(ctx: FunctionSigContext, call: CallExpr) -> ProperType:
    found = get_proper_type(ctx.api.get_expression_type(call.args[0]))
    return get_proper_type(found.upper_bound) if isinstance(found, TypeVarType) else found


def _fields(model: Instance) -> dict[str, Type]:
    fields: dict[str, Type] = {}
    for base in reversed(model.type.mro):
        for name in base.metadata.get(_FIELDS, {}).get("fields", {}):
            kept = _type_of_field(model, base, name)
            if kept is not None:
                fields[name] = kept
    return fields


def _type_of_field(model: Instance, base: TypeInfo, name: str) -> Type | None:
    symbol = base.names.get(name)
    if symbol is None or not isinstance(symbol.node, Var) or symbol.node.type is None:
        return None
    return expand_type_by_instance(symbol.node.type, map_instance_to_supertype(model, base))


def _hides_names(ctx: FunctionSigContext, call: CallExpr) -> bool:
    """Whether changes come by a `**changes` whose type does not name them."""
    unpacked = (a for a, kind in zip(call.args, call.arg_kinds, strict=True) if kind == ARG_STAR2)
    return any(
        not isinstance(get_proper_type(ctx.api.get_expression_type(changes)), TypedDictType) for changes in unpacked
    )


def _refuse_update(ctx: MethodContext) -> Type:
    """A model is not copied with a dictionary of changes."""
    updated = any(name == "update" for names in ctx.arg_names for name in names)
    subject = get_proper_type(ctx.type)
    if isinstance(subject, TypeVarType):
        subject = get_proper_type(subject.upper_bound)
    if updated and isinstance(subject, Instance) and subject.type.has_base(_MODEL):
        ctx.api.fail("model_copy(update=…) hides wrong names and types: use copy.replace", ctx.context)
    return ctx.default_return_type
