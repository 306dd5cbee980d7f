"""An account's settings: what the supervisor decides, kept with versions and read by every function."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AnyUrl, AwareDatetime, BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, UrlConstraints

from care.hours import Hours
from care.model.envelope import XId
from care.model.incident import Incident
from care.model.settings.contacts import ContactSettings
from care.model.settings.courtesy import CourtesySettings
from care.model.settings.hand_over import HandOverSettings
from care.model.settings.occasions import Language, Variety, known_variety
from care.model.settings.saved_replies import SavedReplies
from care.model.settings.selfservice import SelfServiceSettings
from care.model.settings.survey import SurveyTexts
from care.model.settings.texts import TextSettings
from care.model.teaching import InUse
from care.triage.changes import TriageRules


class _Settings(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class AcknowledgementSettings(_Settings):
    """When customers are told automatically that their message has come.

    `grace_minutes` are open minutes that people have to answer before an acknowledgement does; `max_age_minutes` are
    wall minutes after which a message is too old to be acknowledged; `per_day` bounds what one customer gets in 24 h.
    """

    enabled: bool = True
    grace_minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 10
    max_age_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 60
    per_day: Annotated[int, Field(ge=0, le=20)] = 5


class SurveySettings(_Settings):
    """Whether, when and how customers are asked; minutes and days of wall time, while the send waits for open hours."""

    kind: Literal["csat", "nps", "alternating"] = "csat"
    enabled: bool = True
    thanks: bool = True
    """Whether who answers is thanked; who is not content is not, a supervisor follows up instead."""
    follow_up_minutes: Annotated[int, Field(ge=15, le=10_000)] = 480
    """Open minutes within which a supervisor follows up a bad score."""
    quiet_minutes: Annotated[int, Field(ge=5, le=7 * 24 * 60)] = 180
    cooldown_days: Annotated[int, Field(ge=1, le=365)] = 7
    expiry_days: Annotated[int, Field(ge=1, le=30)] = 7
    sampling: Annotated[float, Field(ge=0, le=1)] = 1.0
    inside_hours: bool = True
    """Whether the question waits for open hours."""
    during_incidents: Literal["others", "all", "none"] = "others"
    """While an incident is open: all but its own cases are asked about, all are, or none is."""
    self_served: bool = False
    """Whether a case that self-service solved, without a person, is asked about."""
    texts: SurveyTexts = SurveyTexts.model_construct()
    noise: bool = False
    """Whether a case that was nothing but noise (spam) is asked about."""


class SlaSettings(_Settings):
    """Targets in open minutes: of a response to a complaint, of one to anything else, of a resolution (None: none)."""

    complaint_minutes: Annotated[int, Field(ge=1, le=60_000)] = 60
    other_minutes: Annotated[int, Field(ge=1, le=60_000)] = 240
    resolution_minutes: Annotated[int, Field(ge=1, le=600_000)] | None = None


class Channel(_Settings):
    """Another way to reach the brand, as its hours page names it: a page (https), a telephone (tel), mail (mailto)."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    url: Annotated[AnyUrl, UrlConstraints(allowed_schemes=["https", "tel", "mailto"], max_length=500)]


class HolidaySettings(_Settings):
    """Whose public holidays the account keeps: ISO 3166-1 code of the country, and of ISO 3166-2 the part after it."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    region: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 _-]{1,30}$")] | None = None
    years: tuple[Annotated[int, Field(ge=1970, le=2100)], ...] = ()
    """Years whose holidays are among the dates already: what was changed or taken out there stays so."""


class BudgetSettings(_Settings):
    """What the account may spend at X in a month, and how much of X's limits is kept for replies.

    At `soft_share` of the month's dollars the supervisor is warned; at all of them automatic sends wait for the next
    month and replies for a supervisor's word, unless `hard` is false. `quarter_reserve` and `day_reserve` are the
    shares of X's windows of 15 minutes and of a day that only replies use.
    """

    month_dollars: Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2)] | None = None
    soft_share: Annotated[float, Field(gt=0, le=1)] = 0.8
    hard: bool = True
    quarter_reserve: Annotated[float, Field(ge=0, le=0.45)] = 0.2
    day_reserve: Annotated[float, Field(ge=0, le=0.45)] = 0.1
    owns_app: bool = False
    """The account owns the X app, so that reading what is its own costs less."""
    summoned_link_costs_as_link: bool = True
    dm_button_costs_as_link: bool = False

    @property
    def month_micro_dollars(self) -> int | None:
        """The month's limit, or None if there is none."""
        return None if self.month_dollars is None else int(self.month_dollars * 1_000_000)


class ChatSettings(_Settings):
    """Encrypted chats: what a message costs and how many go in a day, and what the customer sees while people work.

    X publishes neither a price nor limits for sealed messages: both are cautious here.
    """

    price_micro_dollars: Annotated[int, Field(ge=0, le=1_000_000)] = 15_000
    per_day: Annotated[int, Field(ge=1, le=100_000)] = 500
    buttons: bool = False
    """Whether questions carry buttons besides their text; which of X's apps show them is not known."""
    mark_read: bool = True
    """Whether the customer sees that a person opened the case."""
    typing: bool = True
    """Whether the customer sees that a person writes an answer."""


class LearningSettings(_Settings):
    """Whether triage learns, each night, from the topics that people corrected, and uses what it learned."""

    enabled: bool = True


class UnwantedSettings(_Settings):
    """Spam and abuse: whether rules recognise spam, and whether links that several marked customers sent count too.

    `second_look` says when a supervisor looks at a reply first: to whom threatens, or to whom insults, too, or never.
    """

    recognise: bool = True
    learn: bool = True
    second_look: Literal["threats", "insults", "never"] = "threats"


class DeskTexts(_Settings):
    """What agents insert with one press, in one language; what is empty is said with the shipped words.

    `{address}` stands for the account's own mail address or telephone number, from its channels, or for the contact of
    `press` or `partner`, whose `{name}` may stand beside it; `meeting` holds the `{link}` of a specialist.
    """

    thanks: Annotated[str, StringConstraints(strip_whitespace=True, max_length=240)] = ""
    mail: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^$|\{address\}", max_length=240)] = ""
    telephone: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^$|\{address\}", max_length=240)] = ""
    meeting: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^$|\{link\}", max_length=240)] = ""
    press: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^$|\{address\}", max_length=240)] = ""
    partner: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^$|\{address\}", max_length=240)] = ""


class DeskSettings(_Settings):
    """What agents see: from how many followers on a customer is flagged as an influencer, and texts to insert.

    A complaint that others show around is one point more urgent from `spread_shares` reposts and quotes on, and one
    more from `spread_reach` followers of those who did it on. With `spread_dollars` a month X is asked each hour, for
    two days, how far a public complaint has spread; from the same thresholds on, those who are told of facts hear it.
    """

    influencer_followers: Annotated[int, Field(ge=1)] = 10_000
    spread_shares: Annotated[int, Field(ge=1, le=1_000_000)] = 5
    spread_reach: Annotated[int, Field(ge=1, le=1_000_000_000)] = 10_000
    spread_dollars: Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)] = Decimal(0)
    texts: dict[Language, DeskTexts] = {}
    reply_assigns: bool = False
    """Whether who answers a case that is nobody's takes it."""
    signature: Literal["never", "public", "everywhere"] = "never"
    """Where people's initials stand behind their replies, as ^AM."""
    shares_new: bool = False
    """Whether new cases are given to those who are here, each to who has the fewest."""
    saved_replies: SavedReplies = ()

    @property
    def spread_micro_dollars(self) -> int:
        """What looking up how far complaints spread may cost in a month."""
        return int(self.spread_dollars * 1_000_000)


class PostSettings(_Settings):
    """What people have the account post: who approves it, and how late it may still go where its writer says nothing.

    A supervisor's press is enough, or with `second` that of another supervisor than who wrote it.
    """

    approval: Literal["supervisor", "second"] = "supervisor"
    late_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] = 60


class Account(_Settings):
    """A brand's X account that a stack serves. Unknown settings are refused, so that a misspelt one is not ignored."""

    id: XId
    username: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,15}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=50)]
    language: Language = "es"
    app: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,19}$")] = "main"
    """The X app that authorised the account, by the name that the stack gives it."""
    privacy_url: HttpUrl
    second_look: Annotated[tuple[Annotated[str, StringConstraints(min_length=2, max_length=40)], ...], Field()] = ()
    """Words that make a public reply wait for a supervisor's approval."""
    countries: Annotated[tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], ...], Field(min_length=1)] = (
        "ES",
    )
    """Where customers are: whose telephone numbers and identity documents are looked for in public texts."""
    brand_terms: Annotated[
        tuple[Annotated[str, StringConstraints(strip_whitespace=True, pattern=r'^[^"\\\s][^"\\]{0,38}[^"\\\s]$')], ...],
        Field(max_length=8),
    ] = ()
    """Names of the brand that are searched for in posts without an @; each post that X finds is charged."""
    own_data: Annotated[
        tuple[
            Annotated[
                str,
                StringConstraints(strip_whitespace=True, min_length=3, max_length=120, pattern=r"^[^\n\x00-\x1f]+$"),
            ],
            ...,
        ],
        Field(max_length=100),
    ] = ()
    """The brand's own telephones, mails (or "@domain"), addresses and shops' names: where they stand in a text they are
    no customer's. Those of `channels` need not be repeated."""
    hours: Hours
    acknowledgement: AcknowledgementSettings = AcknowledgementSettings.model_construct()
    survey: SurveySettings = SurveySettings.model_construct()
    sla: SlaSettings = SlaSettings.model_construct()
    channels: Annotated[tuple[Channel, ...], Field(max_length=12)] = ()
    holidays: HolidaySettings | None = None
    triage: TriageRules = TriageRules.model_construct()
    learning: LearningSettings = LearningSettings.model_construct()
    unwanted: UnwantedSettings = UnwantedSettings.model_construct()
    texts: TextSettings = TextSettings.model_construct()
    selfservice: SelfServiceSettings = SelfServiceSettings.model_construct()
    budget: BudgetSettings = BudgetSettings.model_construct()
    chat: ChatSettings = ChatSettings.model_construct()
    desk: DeskSettings = DeskSettings.model_construct()
    courtesy: CourtesySettings = CourtesySettings.model_construct()
    posts: PostSettings = PostSettings.model_construct()
    hand_over: HandOverSettings = HandOverSettings.model_construct()
    contacts: ContactSettings = ContactSettings.model_construct()
    undo_seconds: Annotated[int, Field(ge=0, le=600)] = 10
    """How long a public reply waits before it goes, so that it can be cancelled: a post is immortal."""
    abbreviations: Annotated[
        dict[
            Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)],
            Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)],
        ],
        Field(max_length=500),
    ] = {}
    """Words and phrases, and what may stand for them in a public reply that is too long."""
    summary_to: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^[^@\s,;<>]{1,64}@[A-Za-z0-9.-]{3,255}$")], ...],
        Field(max_length=20),
    ] = ()
    """Who receives the page of each month by mail, where the stack has a sender."""
    export_text: bool = False
    """Whether the files for analysts hold what customers and people wrote."""
    incidents: Annotated[tuple[Incident, ...], Field(exclude=True)] = ()
    """Open incidents, which are kept beside the settings and not among them."""
    paused_at: Annotated[AwareDatetime | None, Field(exclude=True)] = None
    """Since when nothing automatic goes out, because `paused_by` stopped it; kept beside the settings as incidents."""
    paused_by: Annotated[str, Field(exclude=True)] = ""
    implicit_replies: Annotated[Literal["", "taken", "refused"], Field(exclude=True)] = ""
    """What X last said, at `implicit_replies_at`, to an answer of the account to a direct reply without a typed handle;
    kept beside the settings."""
    implicit_replies_at: Annotated[AwareDatetime | None, Field(exclude=True)] = None
    taught: Annotated[InUse, Field(exclude=True)] = InUse.model_construct()
    """What triage learned from people's corrections; kept beside the settings."""
    spam_places: Annotated[tuple[str, ...], Field(exclude=True)] = ()
    """Places of links in the message at hand that several customers were marked for; read for it alone."""
    version: Annotated[int, Field(ge=0, exclude=True)] = 0
    """Which of the stored versions this is; no setting, so it is written nowhere."""

    @property
    def variety(self) -> Variety:
        """The account's language as it is said where its customers are: the first of its countries tells."""
        return self.spoken(self.language)

    def spoken(self, language: str) -> Variety:
        """A customer's language where we have texts in it, else the account's; as it is said in their country."""
        return known_variety(language, self.language, self.countries[0] == "PT")

    @property
    def taught_weights(self) -> str:
        """What triage adds to the shipped model; nothing where learning is off."""
        return self.taught.weights if self.learning.enabled else ""

    @property
    def own(self) -> tuple[str, ...]:
        """What is the brand's own, for `care.privacy`: the list, and the addresses of its channels and contacts."""
        named = (str(channel.url).partition(":") for channel in self.channels)
        channels = (address for scheme, _, address in named if scheme in {"mailto", "tel"})
        return (*self.own_data, *channels, *self.contacts.addresses)
