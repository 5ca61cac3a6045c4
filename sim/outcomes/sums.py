"""Running sums over weeks: from changes in each week to people in it."""

from __future__ import annotations

from sim.compiled import compiled


@compiled
def add_up(rows, sums):
    """Running sums over weeks: each week's row is added to those before; (weeks, ., .) both."""
    for s in range(sums.shape[1]):
        for g in range(sums.shape[2]):
            sums[0, s, g] = rows[0, s, g]
    for week in range(1, sums.shape[0]):
        for s in range(sums.shape[1]):
            for g in range(sums.shape[2]):
                sums[week, s, g] = sums[week - 1, s, g] + rows[week, s, g]


@compiled
def add_up_squares(people, leads, squares):
    """Sums over people of the square of their weeks in a status so far, by week; shapes as above.

    Whoever is in the status in a week has had C weeks of it before, and C^2 grows by 2 C + 1. The
    sum of C over those in it is the sum of their leads (`sim.state.World`) plus the week times
    how many they are.

    Args:
        people: people by week, status and group.
        leads: sums of their leads, of the same shape.
        squares: is filled, of the same shape.
    """
    squares[0] = 0
    for week in range(1, squares.shape[0]):
        for s in range(squares.shape[1]):
            for g in range(squares.shape[2]):
                there = people[week, s, g]
                grown = 2 * (leads[week, s, g] + week * there) + there
                squares[week, s, g] = squares[week - 1, s, g] + grown
