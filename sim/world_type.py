"""How compiled code takes a world: by the address of its tables.

numba takes a named tuple apart: each function that is handed a world of 25 arrays has some 200
arguments, and the compiler works on them in every function and at every call. Here a world is one
address; a function reads the place and shape of a table where it uses it. Both are marked as never
changing while a world is lived, so that loops need not read them again.
"""

from __future__ import annotations

import hashlib
from typing import Any

from numba.core import cgutils, types
from numba.core.cgutils import ir
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)

from sim.state import World


class WorldType(types.Type):
    """The type of a world, by the types of its tables.

    Attributes:
        tables: the type that numba itself gives the named tuple.
    """

    def __init__(self, tables: Any) -> None:
        self.tables = tables
        # Names of machine code are made of those of types: a short one, the same in each process.
        digest = hashlib.sha256(tables.name.encode()).hexdigest()[:16]
        super().__init__(name=f"World_{digest}")


@typeof_impl.register(World)
def _type_of(world: World, context: Any) -> WorldType:
    return WorldType(typeof_impl.dispatch(tuple)(world, context))


@register_model(WorldType)
class _Address(models.PrimitiveModel):
    """An address of what numba holds a named tuple as."""

    def __init__(self, manager: Any, world: WorldType) -> None:
        tables = manager.lookup(world.tables).get_value_type()
        super().__init__(manager, world, tables.as_pointer())


@unbox(WorldType)
def _taken(world: WorldType, found: Any, c: Any) -> Any:
    """The address of the tables of a world that Python hands over, while the call lasts."""
    tables = c.unbox(world.tables, found)
    filled = cgutils.alloca_once_value(c.builder, tables.value)
    # An empty instruction that the compiler does not see through: it must not take what stands
    # there as never changing from before it was filled on.
    like = ir.FunctionType(filled.type, [filled.type])
    address = c.builder.asm(like, "", "=r,0,~{memory}", [filled], side_effect=True)
    return NativeValue(address, is_error=tables.is_error, cleanup=tables.cleanup)


@infer_getattr
class _Tables(AttributeTemplate):
    """Compiled code reads the tables by name."""

    key = WorldType

    def generic_resolve(self, world: WorldType, name: str) -> Any:
        """The type of a table; None if there is none of that name."""
        names = world.tables.fields
        return world.tables.types[names.index(name)] if name in names else None


@lower_getattr_generic(WorldType)
def _table(context: Any, builder: Any, world: WorldType, address: Any, name: str) -> Any:
    number = world.tables.fields.index(name)
    value = _read(builder, cgutils.gep_inbounds(builder, address, 0, number))
    return impl_ret_borrowed(context, builder, world.tables.types[number], value)


def _read(builder: Any, address: Any) -> Any:
    """What stands at an address, number by number: each marked as never changing."""
    kind = address.type.pointee
    if not isinstance(kind, ir.Aggregate):
        value = builder.load(address)
        value.set_metadata("invariant.load", builder.module.add_metadata([]))
        return value
    value = ir.Constant(kind, ir.Undefined)
    for number in range(len(kind)):
        part = _read(builder, cgutils.gep_inbounds(builder, address, 0, number))
        value = builder.insert_value(value, part, number)
    return value
