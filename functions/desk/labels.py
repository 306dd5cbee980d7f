"""Labels of the rules' constants for people. `N_` marks a text for the catalogues."""

from desk.emphasis import N_
from desk.measure_labels import HEALTH
from desk.supervision_labels import SUPERVISION

__all__ = ["LABELS", "N_"]

LABELS = {
    **SUPERVISION,
    **HEALTH,
    # States, topics, channels, languages, roles
    "open": N_("open"),
    "waiting": N_("waiting for the customer"),
    "resolved": N_("resolved"),
    "complaint": N_("complaint"),
    "after_sales": N_("after-sales"),
    "question": N_("question"),
    "lead": N_("lead"),
    "praise": N_("praise"),
    "thanks": N_("thanks"),
    "noise": N_("no matter"),
    "unsure": N_("not clear"),
    "public": N_("public"),
    "private": N_("private"),
    "internal": N_("internal"),
    "es": N_("Spanish"),
    "pt": N_("Portuguese"),
    "en": N_("English"),
    "agents": N_("agent"),
    "supervisors": N_("supervisor"),
    "operators": N_("operator"),
    # Purposes, states of a send and of a promise, clocks
    "reply": N_("reply"),
    "resolution": N_("end of an incident"),
    "acknowledgement": N_("acknowledgement"),
    "survey_answer": N_("answered the survey"),
    "survey": N_("survey"),
    "courtesy": N_("courtesy"),
    "send waiting": N_("On its way"),
    "send claimed": N_("Being sent"),
    "send released": N_("Waits until X takes it"),
    "send sent": N_("Sent"),
    "send refused": N_("Not sent"),
    "send unconfirmed": N_("Nobody knows yet whether X has it"),
    "send held": N_("Waits for a supervisor's approval"),
    "promise open": N_("open promise"),
    "promise kept": N_("kept"),
    "promise broken": N_("broken"),
    "first_response": N_("First response"),
    "next_response": N_("Next response"),
    "follow up a bad score": N_("Follow up a bad score"),
    "insert thanks": N_("Thank them"),
    "insert mail": N_("Hand over to mail"),
    "insert telephone": N_("Hand over to the telephone"),
    "insert article": N_("Article"),
    # The profile on X
    "profile open": N_("Posts can be seen by everybody"),
    "profile name": N_("The name is the brand's"),
    "profile handle": N_("The @name can be found by the brand's"),
    "profile purpose": N_("The description says that customers are helped here"),
    "profile hours": N_("The hours are linked"),
    "profile site": N_("The brand's own site is linked"),
    "profile location": N_("A place is named"),
    "profile private": N_("Everybody may write a private message"),
    "profile label": N_("Automatic answers are labelled (Settings, Your account, Automation)"),
    "profile pinned": N_("A pinned post says how to get help"),
    # What is done with several cases
    "bulk assign": N_("assign"),
    "bulk snooze": N_("snooze"),
    "bulk tag": N_("tag"),
    "bulk resolve": N_("resolve"),
    "bulk reply": N_("answer"),
    # The order of a list
    "sort pressing": N_("what presses most"),
    "sort late": N_("what is due first"),
    "sort urgent": N_("what is most urgent"),
    "sort age": N_("who waits longest"),
    # Until when a case is out of sight
    "preset in_two_hours": N_("in two hours"),
    "preset next_opening": N_("when we open next"),
    "preset in_three_days": N_("in three days, when we open"),
    "preset next_week": N_("on Monday, when we open"),
    # Posts around a message
    "around unknown": N_("Nobody has looked at what it is about yet."),
    "around gone": N_("X does not show that post (any more)."),
    "around protected": N_("X shows that post to followers alone."),
    "around failed": N_("X showed something that is no post."),
    # Why a picture is not shown
    "media stays_shut": N_("It stays shut: the key of the chat is not here."),
    "media foreign": N_("Not shown: it does not lie with X."),
    "media too_large": N_("Not shown: it is too large."),
    "media too_slow": N_("X did not send it in time."),
    "media not_media": N_("Not shown: it is no picture, video or file that can be trusted."),
    "media too_many_pixels": N_("Not shown: it has too many pixels."),
    "media gone": N_("X does not show it (any more)."),
    "media x_failed": N_("X did not send it."),
    # What became of an action
    # Why X lets nothing through, and what the guard says
    # Why an instant counts or not
    "weekly": N_("weekly hours"),
    "always": N_("open around the clock"),
    "date": N_("special date"),
    "absence": N_("absence"),
    "paused": N_("waiting for the customer"),
}
