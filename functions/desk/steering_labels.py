"""What constants of the supervisors' and operators' pages are called before people; `labels.py` says how."""

from desk.marking import N_

STEERING = {
    # What the audit trail holds
    "did reply": N_("wrote a reply"),
    "did cancel": N_("took a reply back"),
    "did note": N_("wrote a note"),
    "did assign": N_("assigned the case"),
    "did promise": N_("made a promise"),
    "did keep": N_("kept a promise"),
    "did snooze": N_("snoozed the case"),
    "did resolve": N_("resolved the case"),
    "did reopen": N_("reopened the case"),
    "did merge": N_("merged the case"),
    "did repost": N_("reposted thanks"),
    "did approve": N_("approved a reply"),
    "did send_back": N_("sent a reply back"),
    "did decide": N_("decided on an unclear send"),
    "did reveal": N_("looked at what was hidden"),
    "did incident opened": N_("opened an incident"),
    "did incident changed": N_("changed an incident"),
    "did incident ended": N_("ended an incident"),
    "did budget changed": N_("changed the budget"),
    "did access changed": N_("changed somebody's access"),
    "did report asked": N_("had the report added up"),
    # What money was spent on, and X's prices
    "spent on reply": N_("replies of people"),
    "spent on resolution": N_("ends of incidents"),
    "spent on acknowledgement": N_("acknowledgements and self-service"),
    "spent on survey": N_("surveys"),
    "spent on courtesy": N_("courtesy"),
    "spent on reading": N_("reading what X did not deliver"),
    "spent on look_up": N_("looking unclear sends up"),
    "spent on event": N_("events that X delivered"),
    "limit quarter": N_("in a quarter of an hour"),
    "limit day": N_("in 24 hours"),
    "limit app day": N_("in 24 hours, of all accounts of the app"),
    "price writes post": N_("a post"),
    "price writes post_with_link": N_("a post with a link"),
    "price writes summoned_reply": N_("a reply to somebody who mentioned or quoted the account"),
    "price writes dm": N_("a DM"),
    "price writes interaction": N_("a repost"),
    "price writes interaction_deleted": N_("a repost taken back"),
    "price writes content_managed": N_("hiding a reply"),
    "price reads post": N_("reading a post"),
    "price reads user": N_("reading a profile"),
    "price reads dm_event": N_("reading a DM"),
    "price reads owned": N_("reading one's own, where the account owns the app"),
    "price events post": N_("a post delivered to us"),
    "price events dm_received": N_("a DM delivered to us"),
    "price events chat_received": N_("an encrypted DM delivered to us"),
    "price events sent": N_("our own, told back to us"),
    # People
    "people invited": N_("The account waits for them."),
    "people given": N_("They see the account now."),
    "people changed": N_("The access is changed, within a quarter of a minute."),
    "people removed": N_("The person is removed, within a quarter of a minute."),
    "nobody changes their own access: ask another supervisor": N_(
        "nobody changes their own access: ask another supervisor"
    ),
    "only who sees all accounts may give or take all of them": N_(
        "only who sees all accounts may give or take all of them"
    ),
    "this person sees all accounts: take that away first": N_("this person sees all accounts: take that away first"),
    "this person works for accounts that are not yours": N_("this person works for accounts that are not yours"),
    "this person works for the account already": N_("this person works for the account already"),
    "others change the same": N_("others change the same at this moment: press again"),
    # What became of a decision
    "decided, if nobody knew better by then": N_("Decided, unless X's own answer came first."),
    "that is no send of this case": N_("that is no send of this case"),
    "only what X has, has an id there": N_("only what X has, has an id there"),
}
