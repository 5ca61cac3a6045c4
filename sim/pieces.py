"""Large worlds in pieces that fit a processor's cache: who meets nobody else is lived apart.

People meet only where they share mentors or places: within a jobcentre, and only those who wait
for a mentor, have one, are still to come, or may come back to one. So a large world is a list of
small ones. Those of a jobcentre who accept an offer, with its posts and its queue, are one piece
(small jobcentres share one); everybody else is in pieces without posts. Each piece is lived
through all weeks before the next. One that outgrows the cache is divided as soon as its people
part: whose support is over for good leaves it, and once nobody waits or is still to come, the
mentees of some posts are lived apart from those of others.

All pieces count into the same tables, and posts are lived in their order: every sum is added up in
the same order as in one world, and no bit differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.state import (
    BLOCK,
    CAP_WEEKS,
    CENTRE,
    ENTERED,
    EXPIRED,
    FIRST,
    FORMER_POST,
    FREE,
    JOBCENTRE,
    LANES,
    LAST,
    LOAD,
    MENTORED_NOW,
    MENTORED_WEEKS,
    MOVES_MADE,
    PLACE,
    PLACES,
    POST,
    POST_JOBCENTRE,
    POST_START,
    QUEUE_HEAD,
    QUEUE_START,
    QUEUED_NOW,
    WAITING_NOW,
    Place,
    Segment,
    World,
    youth_rows,
)

Mask = npt.NDArray[np.bool_]
Order = npt.NDArray[np.int64]
Live = Callable[[World, int, int], None]

#: Rows of a piece: so few that what a week touches stays in a processor's own cache (1 MB; some
#: 300 bytes of each are hot). Worlds of more than twice as many are divided. Lives do not depend
#: on it.
PEOPLE_AT_ONCE = 3072
#: Weeks that a piece with more rows is lived before it is looked at again.
WEEKS_AT_ONCE = 4
#: Fewest rows of a piece: of fewer it could not be told how a table of them lies in memory.
FEWEST = 2
#: Share of the rows of such a piece that are worth taking out of it.
WORTH_TAKING = 0.25
#: Tables of people, by how they lie in memory (`sim.state`).
ROW_BY_ROW = ("real", "whole", "transition_words", "programme_words")
PERSON_BY_PERSON = ("traits", "life", "flag")
#: Tables of counts, one for all pieces of a world.
COUNTS = ("calendar", "changes", "leads", "measures_begun")
OFFERED = int(Segment.OFFERED)


@dataclass(frozen=True)
class Piece:
    """Some people of a world, who meet nobody but each other.

    Attributes:
        world: their rows, and the posts that they share.
        order: population index of each row, shape (rows,).
        first_post: number in the whole of its first post (where it has none, of what is the first
            to those who had one before).
    """

    world: World
    order: Order
    first_post: int = 0

    @property
    def posts(self) -> int:
        """How many posts it has."""
        return int(self.world.post_words.shape[1])


def cut(
    jobcentre: npt.NDArray[np.integer], jobcentres: int, order: Order, offered: int
) -> Iterator[tuple[Order, int, int]]:
    """The people of a world in the pieces in which it begins.

    Args:
        jobcentre: of each person of the population, shape (n,).
        jobcentres: how many there are.
        order: population index of each row, those who accept an offer first.
        offered: how many do.

    Returns:
        People in the order of rows, and the first and the last but one of the jobcentres whose
        posts they share: those who accept an offer, then everybody else, who shares none.
    """
    first, others = order[:offered], order[offered:]
    here, ends, room = jobcentre[first], list[int](), 0
    for j, size in enumerate(np.bincount(here, minlength=jobcentres).tolist()):
        if room >= FEWEST and room + size > PEOPLE_AT_ONCE:
            ends.append(j)
            room = 0
        room += size
    if ends and room < FEWEST:
        ends.pop()
    shared = [0, *ends, jobcentres]
    pieces = [(first[(here >= a) & (here < z)], a, z) for a, z in pairwise(shared)]
    rows, a, z = pieces.pop()
    few = _company(rows, others)
    yield from pieces
    yield np.concatenate([rows, others[:few]]), a, z
    for rows in _chunks(others[few:]):
        yield rows, 0, 0


def lived(pieces: Sequence[Piece], simulate: Live, first: int, last: int) -> list[Piece]:
    """Live calendar weeks `first` to `last` - 1 of a world in pieces.

    Args:
        pieces: at week `first`.
        simulate: the engine, as `sim.engine.simulate`.
        first: the first week that is lived.
        last: the week after the last.

    Returns:
        The pieces at week `last`: more and smaller ones where people have parted.
    """
    done = []
    todo = [(piece, first) for piece in reversed(pieces)]
    while todo:
        piece, week = todo.pop()
        parts = divided(piece) if week < last else [piece]
        if len(parts) > 1:
            todo.extend((part, week) for part in reversed(parts))
            continue
        stop = last if _is_small(piece) else min(last, week + WEEKS_AT_ONCE)
        simulate(piece.world, week, stop)
        if stop < last:
            todo.append((piece, stop))
        else:
            done.append(piece)
    return done


def divided(piece: Piece) -> list[Piece]:
    """A piece that is too large for the cache, as smaller ones where its people have parted.

    They take its tables over: it is not to be used any more, unless it alone is returned.
    """
    if _is_small(piece):
        return [piece]
    world = piece.world
    alone, apart = _alone(world), _only_posts_are_shared(world)
    free, bound = np.flatnonzero(alone), np.flatnonzero(~alone)
    if not apart and free.size < WORTH_TAKING * alone.size:
        return [piece]
    few = _company(bound, free)
    together = np.sort(np.concatenate([bound, free[:few]]))
    groups = _by_posts(world, together) if apart else [(together, 0, piece.posts)]
    groups += [(rows, 0, 0) for rows in _chunks(free[few:])]
    if len(groups) == 1:
        return [piece]
    people = _rearranged(world, [rows for rows, _, _ in groups])
    parts = [
        _taken(piece, rows, a, z, tables, queued=not apart)
        for (rows, a, z), tables in zip(groups, people, strict=True)
    ]
    parts[0].world.totals[MOVES_MADE] = world.totals[MOVES_MADE]
    return parts


def joined(pieces: Sequence[Piece], order: Order) -> World:
    """One world of all the pieces.

    Args:
        pieces: at the same week.
        order: population index of each row that it is to have.
    """
    where = np.empty(order.size, np.int64)
    where[order] = np.arange(order.size)
    posts = sum(piece.posts for piece in pieces)
    world = _blank(pieces[0].world, order.size, posts)
    queue = []
    for piece in pieces:
        at, part, a = where[piece.order], piece.world, piece.first_post
        for name in (*ROW_BY_ROW, *PERSON_BY_PERSON):
            getattr(world, name)[:, at] = getattr(part, name)
        world.whole[POST, at] = _numbered(piece, "post")
        world.life[FORMER_POST, at] = _numbered(piece, "former_post")
        world.groups[at], world.measured[at] = part.groups, part.measured
        world.totals[:] += part.totals
        for name in ("post_real", "post_whole"):
            getattr(world, name)[:, a : a + piece.posts] = getattr(part, name)[:, :-1]
        world.spans[:, ENTERED] += part.spans[:, ENTERED] - part.spans[:, FIRST]
        world.spans[:, EXPIRED] += part.spans[:, EXPIRED] - part.spans[:, FIRST]
        world.spans[:, LAST] += part.spans[:, LAST] - part.spans[:, FIRST]
        if part.spans[OFFERED, FIRST] < part.spans[OFFERED, LAST]:
            queue.append(at[part.queue[: part.centre[QUEUE_START, -1]]])
    none = world.whole[POST] < 0
    world.whole[POST, none] = posts
    before = np.cumsum(world.spans[:, LAST]) - world.spans[:, LAST]
    world.spans[:] += before[:, None].astype(np.int32)
    waiting = np.concatenate(queue) if queue else np.zeros(0, np.int64)
    _count(world, waiting[np.argsort(world.life[JOBCENTRE, waiting], kind="stable")])
    return world


class PieceRows(Mapping[str, npt.NDArray[Any]]):
    """Quantities of the people of all pieces by name, in one order; to be read.

    Args:
        pieces: at the same week.
        order: population index of each row, shape (n,).
    """

    def __init__(self, pieces: Sequence[Piece], order: Order) -> None:
        self._pieces, self._order = pieces, order
        self._posts = sum(piece.posts for piece in pieces)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """The quantity of that name, shape (n,)."""
        of_people: npt.NDArray[Any] | None = None
        for piece in self._pieces:
            row = _numbered(piece, name)
            if of_people is None:
                of_people = np.empty(self._order.size, row.dtype)
            of_people[piece.order] = row
        assert of_people is not None
        if name == "post":
            of_people[of_people < 0] = self._posts
        return of_people[self._order]

    def __iter__(self) -> Iterator[str]:
        """Names of the quantities."""
        return iter(youth_rows(self._pieces[0].world))

    def __len__(self) -> int:
        """How many quantities there are."""
        return len(youth_rows(self._pieces[0].world))


def _is_small(piece: Piece) -> bool:
    return piece.order.size <= PEOPLE_AT_ONCE


def _chunks(rows: Order) -> Iterator[Order]:
    """Rows in parts of about the same size, none of more than `PEOPLE_AT_ONCE`."""
    if rows.size:
        yield from np.array_split(rows, -(-rows.size // PEOPLE_AT_ONCE))


def _company(rows: Order, others: Order) -> int:
    """How many others join rows that are too few for a piece, or are too few for one themselves."""
    few = PEOPLE_AT_ONCE if rows.size < FEWEST else 0
    return few if others.size - few >= FEWEST else others.size


def _alone(world: World) -> Mask:
    """Who shares no mentor, place or queue with anybody from now on, shape (rows,)."""
    first, entered, last = world.spans[OFFERED, [FIRST, ENTERED, LAST]].tolist()
    here = slice(first, entered)
    place = world.flag[PLACE, here]
    together = (place == Place.WAITING) | (world.whole[POST, here] < world.post_words.shape[1])
    if world.setting["return_weeks"] > 0:
        left = world.life[CAP_WEEKS, here] > world.whole[MENTORED_WEEKS, here]
        together |= (place == Place.ENDED) & left
    alone = np.ones(world.flag.shape[1], bool)
    alone[here] = ~together
    alone[entered:last] = False
    return alone


def _only_posts_are_shared(world: World) -> bool:
    """Whether nobody waits for a mentor, and nobody ever will."""
    entered = world.spans[OFFERED, ENTERED] == world.spans[OFFERED, LAST]
    nobody_waits = world.totals[QUEUED_NOW] == 0
    return bool(entered and nobody_waits and world.setting["return_weeks"] == 0)


def _by_posts(world: World, rows: Order) -> list[tuple[Order, int, int]]:
    """People by the posts of their mentors, or of those whom they had, a few posts at a time.

    Returns:
        Rows, the first post, and that after the last; every post is in one of them.
    """
    ends, room = list[int](), 0
    for post, load in enumerate(world.post_whole[LOAD, :-1].tolist()):
        if room >= FEWEST and room + load > PEOPLE_AT_ONCE:
            ends.append(post)
            room = 0
        room += load
    if ends and room < FEWEST:
        ends.pop()
    posts = world.post_words.shape[1]
    mine = np.where(
        world.whole[POST, rows] < posts, world.whole[POST, rows], world.life[FORMER_POST, rows]
    )
    number = np.searchsorted(ends, mine, side="right")
    cuts = [0, *ends, posts]
    return [(rows[number == k], a, z) for k, (a, z) in enumerate(pairwise(cuts))]


def _rearranged(world: World, groups: Sequence[Order]) -> list[dict[str, npt.NDArray[Any]]]:
    """The tables of people of each of some groups of rows, which are all rows together.

    They lie side by side where those of the world did, which is no more: memory that is new to a
    program costs more than what is done here.
    """
    ends = np.cumsum([rows.size for rows in groups]).tolist()
    spans = [(end - rows.size, end) for rows, end in zip(groups, ends, strict=True)]
    tables: list[dict[str, npt.NDArray[Any]]] = [{} for _ in groups]
    most = max(getattr(world, name).nbytes for name in (*ROW_BY_ROW, *PERSON_BY_PERSON))
    room = np.empty(most, np.uint8)
    for name in ROW_BY_ROW:
        table = getattr(world, name)
        count, flat, before = len(table), table.reshape(-1), _held(table, room)
        for of_group, (a, z) in zip(tables, spans, strict=True):
            of_group[name] = flat[count * a : count * z].reshape(count, z - a)
        for row in range(count):  # one is short enough for the cache
            for of_group, rows in zip(tables, groups, strict=True):
                np.take(before[row], rows, out=of_group[name][row], mode="clip")
    for name in PERSON_BY_PERSON:
        table = getattr(world, name).T
        before = _held(table, room)
        for of_group, rows, (a, z) in zip(tables, groups, spans, strict=True):
            np.take(before, rows, axis=0, out=table[a:z], mode="clip")
            of_group[name] = table[a:z].T
    return tables


def _held(table: npt.NDArray[Any], room: npt.NDArray[np.uint8]) -> npt.NDArray[Any]:
    """A copy of a table in memory that is there already."""
    copy = room[: table.nbytes].view(table.dtype).reshape(table.shape)
    copy[:] = table
    return copy


def _taken(
    piece: Piece,
    rows: Order,
    a: int,
    z: int,
    tables: dict[str, npt.NDArray[Any]],
    *,
    queued: bool,
) -> Piece:
    """Some rows of a piece, in their order, with posts `a` to `z` - 1, as a piece of their own.

    Args:
        piece: that they are taken from.
        rows: which, ascending.
        a: the first of their posts.
        z: the post after the last.
        tables: of these rows, as `_rearranged` gives them.
        queued: whether some of them may have to wait for a mentor.
    """
    world = piece.world
    whole, former = tables["whole"], tables["life"][FORMER_POST]
    none = whole[POST] >= world.post_words.shape[1]
    whole[POST] = np.where(none, z - a, whole[POST] - a)
    former[former >= 0] -= a
    spans = np.zeros_like(world.spans)
    for segment, (first, last, entered, expired) in enumerate(
        world.spans[:, [FIRST, LAST, ENTERED, EXPIRED]].tolist()
    ):
        start, stop, came, ended = np.searchsorted(rows, [first, last, entered, expired])
        spans[segment, [FIRST, LAST, ENTERED, EXPIRED]] = start, stop, came, ended
    taken = world._replace(
        **tables,
        groups=np.take(world.groups, rows, axis=0),
        measured=world.measured[rows],
        post_real=np.concatenate([world.post_real[:, a:z], world.post_real[:, -1:]], axis=1),
        post_whole=np.concatenate([world.post_whole[:, a:z], world.post_whole[:, -1:]], axis=1),
        post_words=np.zeros((4, z - a), np.uint32),
        asked=np.zeros(z - a + LANES),
        centre=np.zeros_like(world.centre),
        queue=np.zeros(rows.size, np.int32),
        filled=np.full(rows.size // BLOCK + 1, -1, np.int32),
        spans=spans,
        marks=np.zeros((rows.size + 7) // 8 * 8, np.uint8),
        blocks=np.zeros(rows.size // BLOCK + 1, np.int32),
        totals=np.zeros_like(world.totals),
    )
    waiting = np.zeros(0, np.int64)
    if queued:
        new = np.full(piece.order.size, -1, np.int64)
        new[rows] = np.arange(rows.size)
        waiting = new[world.queue]
        waiting = waiting[waiting >= 0]
    _count(taken, waiting)
    return Piece(taken, piece.order[rows], piece.first_post + a)


def _count(world: World, waiting: Order) -> None:
    """What a world keeps beside its rows and posts, worked out from them.

    Args:
        world: whose rows, posts and totals of moves are filled in.
        waiting: rows of those who may wait for a mentor, by jobcentre in the order of the policy.
    """
    posts, jobcentres = world.post_words.shape[1], world.centre.shape[1] - 1
    mentees = np.flatnonzero(world.whole[POST] < posts)
    world.blocks[:] = np.bincount(mentees // BLOCK, minlength=world.blocks.size)
    queued = np.flatnonzero(world.flag[PLACE] == Place.WAITING)
    world.totals[MENTORED_NOW], world.totals[QUEUED_NOW] = mentees.size, queued.size
    centre = world.centre
    centre[WAITING_NOW, :-1] = np.bincount(world.life[JOBCENTRE, queued], minlength=jobcentres)
    here = world.post_whole[POST_JOBCENTRE, :-1]
    free = world.post_whole[PLACES, :-1] - world.post_whole[LOAD, :-1]
    np.add.at(centre[FREE], here, free)
    centre[POST_START, 1:] = np.cumsum(np.bincount(here, minlength=jobcentres))
    sizes = np.bincount(world.life[JOBCENTRE, waiting], minlength=jobcentres)
    centre[QUEUE_START, 1:] = np.cumsum(sizes)
    # Who was served is passed over again.
    centre[QUEUE_HEAD] = centre[QUEUE_START]
    world.queue[: waiting.size] = waiting


def _blank(like: World, n: int, posts: int) -> World:
    """An empty world of so many people and posts, that counts into the same tables."""

    def people(name: str) -> npt.NDArray[Any]:
        rows = getattr(like, name)
        shape = (rows.shape[0], n)
        return np.zeros(shape, rows.dtype, order="F" if name in PERSON_BY_PERSON else "C")

    post_real = np.zeros((like.post_real.shape[0], posts + 1))
    post_whole = np.zeros((like.post_whole.shape[0], posts + 1), np.int32)
    post_real[:, -1], post_whole[:, -1] = like.post_real[:, -1], like.post_whole[:, -1]
    return like._replace(
        **{name: people(name) for name in (*ROW_BY_ROW, *PERSON_BY_PERSON)},
        groups=np.zeros((n, like.groups.shape[1]), np.uint8),
        measured=np.zeros((n, like.measured.shape[1]), np.uint8),
        post_real=post_real,
        post_whole=post_whole,
        post_words=np.zeros((4, posts), np.uint32),
        asked=np.zeros(posts + LANES),
        centre=np.zeros((len(CENTRE), like.centre.shape[1]), np.int32),
        queue=np.zeros(n, np.int32),
        filled=np.full(n // BLOCK + 1, -1, np.int32),
        spans=np.zeros_like(like.spans),
        marks=np.zeros((n + 7) // 8 * 8, np.uint8),
        blocks=np.zeros(n // BLOCK + 1, np.int32),
        totals=np.zeros_like(like.totals),
    )


def _numbered(piece: Piece, name: str) -> npt.NDArray[Any]:
    """A quantity of a piece's people; posts as they are numbered in the whole, -1 for none."""
    row = youth_rows(piece.world)[name]
    if name == "post":
        return np.where(row < piece.posts, row + piece.first_post, -1).astype(row.dtype)
    if name == "former_post":
        return np.where(row < 0, row, row + piece.first_post).astype(row.dtype)
    return row
