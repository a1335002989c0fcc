"""How a step is refused: not yours (403), not now (409), or not what you saw (409); always with a sentence."""


class TransitionRefused(Exception):
    """The step is not allowed now. `reasons` are sentences that tell the person why and what to do."""

    status = 409

    def __init__(self, *reasons: str):
        super().__init__("\n".join(str(reason) for reason in reasons))
        self.reasons = tuple(str(reason) for reason in reasons)


class NotAllowed(TransitionRefused):
    """This person may not take the step, whatever the state."""

    status = 403


class Drifted(TransitionRefused):
    """The version is no longer what the page showed: its state or its content moved since."""


class Invalid(TransitionRefused):
    """Something the person must give is missing or does not fit."""

    status = 422
