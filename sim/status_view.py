"""What a young person lives from, and what educations and jobs there were, as a Mesa agent."""

from __future__ import annotations

from sim import state
from sim.agent_views import AgentView
from sim.state import Education, Status


class StatusView(AgentView):
    """The status of a young person and its past; a part of `sim.youth_agent.YouthAgent`."""

    @property
    def entered(self) -> bool:
        """Whether they have entered."""
        return self.status is not Status.ABSENT

    @property
    def status(self) -> Status:
        """What they live from."""
        return Status(self._world.flag[state.STATUS, self._column])

    @property
    def weeks_in_status(self) -> int:
        """Weeks lived in the present status; 0 before entry."""
        if not self.entered:
            return 0
        return self.model.week - int(self._world.life[state.SINCE, self._column])

    @property
    def education(self) -> Education:
        """Kind of the education that they are in; NONE outside."""
        return Education(self._world.flag[state.KIND, self._column])

    @property
    def weeks_in_spell(self) -> int:
        """Weeks lived in the present education, job or course, or otherwise in the status.

        From one education to the next it begins anew, unlike `weeks_in_status`; 0 before entry.
        """
        if not self.entered:
            return 0
        return self.model.week - int(self._world.life[state.SPELL, self._column])

    @property
    def completed(self) -> Education:
        """The highest kind of education that they have completed; NONE without."""
        return Education(self._world.flag[state.COMPLETED, self._column])

    @property
    def has_started(self) -> bool:
        """Whether they have ever started an education."""
        return bool(self._world.flag[state.STARTED_ONCE, self._column])

    @property
    def has_left(self) -> bool:
        """Whether they left an education, and have completed none since."""
        return bool(self._world.flag[state.LEFT_ONCE, self._column])

    @property
    def has_worked(self) -> bool:
        """Whether they have had a job."""
        return bool(self._world.flag[state.WORKED, self._column])
