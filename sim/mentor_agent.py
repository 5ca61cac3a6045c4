"""A mentor's post as a Mesa agent."""

from __future__ import annotations

from sim import state
from sim.agent_views import AgentView
from sim.mesa_names import AgentSet
from sim.state import MentorTrait

_TRAITS = {
    MentorTrait.UNDER_40: state.UNDER_40,
    MentorTrait.MEDIUM_EDUCATION: state.MEDIUM_EDUCATION,
    MentorTrait.LONG_EDUCATION: state.LONG_EDUCATION,
    MentorTrait.WOMAN: state.POST_WOMAN,
    MentorTrait.FULL_TIME: state.FULL_TIME,
    MentorTrait.EXPERIENCED: state.EXPERIENCED,
}


class MentorAgent(AgentView):
    """A mentor's post: whoever holds it, and the places it offers."""

    def __repr__(self) -> str:
        """Number and jobcentre of the post."""
        return f"<mentor of post {self.post}, {self.jobcentre}>"

    @property
    def post(self) -> int:
        """Number of the post, from 0."""
        return self._column

    @property
    def jobcentre(self) -> str:
        """Name of the jobcentre."""
        names = self.model.cohort.population.jobcentre_names
        return str(names[self._world.post_whole[state.POST_JOBCENTRE, self._column]])

    @property
    def hours(self) -> float:
        """Paid hours per week."""
        return float(self._world.post_real[state.HOURS, self._column])

    @property
    def places(self) -> int:
        """Mentees that the post can carry at a time."""
        return int(self._world.post_whole[state.PLACES, self._column])

    @property
    def load(self) -> int:
        """Mentees now, in support, tapering and aftercare."""
        return int(self._world.post_whole[state.LOAD, self._column])

    @property
    def free_places(self) -> int:
        """Places that nobody has."""
        return max(0, self.places - self.load)

    @property
    def mentees(self) -> AgentSet:
        """The young people that the post carries now."""
        return self.model.mentees_of(self._column)

    @property
    def in_post(self) -> bool:
        """Whether the post is filled in the week that comes next."""
        return bool(self._world.post_whole[state.VACANT_UNTIL, self._column] <= self.model.week)

    @property
    def away(self) -> bool:
        """Whether a stand-in covers in the week that comes next."""
        return bool(self._world.post_whole[state.AWAY_UNTIL, self._column] > self.model.week)

    @property
    def holder(self) -> int:
        """Number of the present holder of the post, from 0."""
        return int(self._world.post_whole[state.HOLDER, self._column])

    @property
    def traits(self) -> MentorTrait:
        """Traits of the present holder."""
        held = MentorTrait(0)
        for trait, row in _TRAITS.items():
            if self._world.post_whole[row, self._column]:
                held |= trait
        return held

    @property
    def minutes(self) -> float:
        """Minutes given to mentees in the week last lived."""
        return float(self._world.post_real[state.USED, self._column])

    @property
    def total_minutes(self) -> float:
        """Minutes given to mentees so far."""
        return float(self._world.post_real[state.POST_MINUTES, self._column])
