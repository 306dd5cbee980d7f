"""Whether a clause asks for no more messages, by classes of words in any order: see `care.triage.opt_out`."""

from itertools import pairwise

from care.triage import stop_words as of

_EARLY = 3  # words, in which "me" is to be taken from something


def is_of_messages(word: str) -> bool:
    """True for a word of what is sent, of lists, of sending and of writing."""
    return word in of.OF_MESSAGES or any(of.FORMS[name].fullmatch(word) for name in ("sent", "sends", "writes"))


def ends_or_refuses(clause: list[str]) -> bool:
    """True where something is ended, taken away, or refused as a wish; "no me mandan mensajes" is a fact.

    Not where it must not end ("no dejéis de avisarme"), nor where it is the customer who writes ("no quiero mandar
    más"), nor where a few words ask for something else, too ("stop sending replies and help me").
    """
    given = frozenset(clause)
    if len(clause) <= of.FEW and _begins_else(clause):
        return False
    if must_go_on(clause):
        return False
    refused = [at for at, one in enumerate(clause) if one in of.NOT]
    if any(map(_is_stop, given)) or not given.isdisjoint(of.ENDS) or any(map(of.FORMS["takes"].fullmatch, given)):
        return True
    if ("no", "more") in pairwise(clause) or (given & of.CANCELS and given & (of.SENT | of.LISTS)):
        return True  # "cancelar la suscripción a sus mensajes"
    if not refused or (given & of.BARE and not given & of.RECEIVES and not any(map(of.TO_ME.match, given))):
        return False
    return bool(given & (of.WANTS | of.SENDS | of.WRITES)) or any(map(_is_wish, given))


def must_go_on(clause: list[str]) -> bool:
    """True for what must not end: "no dejéis de avisarme", "não quero deixar de receber os avisos"."""
    refused = [at for at, one in enumerate(clause) if one in of.NOT]
    return any(_is_stop(one) for at in refused for one in clause[at + 1 : at + 4])


def tells_a_fact(clause: list[str]) -> bool:
    """True for a no that wishes for no end: "ya no me mandan mensajes", "no recibo más avisos"."""
    given = frozenset(clause)
    return bool(given & of.NOT) and not (given & of.AGAINS and {"que", "dont", "not"} & given)


def _is_sent_on(clause: list[str]) -> bool:
    """True where it is the customer who is sent: "stop sending me to the bot", "dejen de mandarme a la sucursal"."""
    three = zip(clause, clause[1:], [*clause[2:], ""], strict=False)
    for word, then, after in three:
        to = then if of.TO_ME.match(word) else after if "me" in {word, then} else ""
        sends = {word, then} & of.SENDS or of.FORMS["sends"].fullmatch(word) or of.FORMS["sends"].fullmatch(then)
        if sends and to in of.SENT_ON_TO:
            return True
    return False


def _is_stop(word: str) -> bool:
    return word in of.STOPS or of.FORMS["stops"].fullmatch(word) is not None


def _is_wish(word: str) -> bool:
    forms = (of.FORMS["sends"], of.FORMS["writes"], of.FORMS["takes"], of.BOTHERS_IN_FORMS)
    return any(one.fullmatch(word) for one in forms)


def may_mean_a_stop(clause: list[str]) -> bool:
    """True if it would mean a stop without some words that are of no class, and names messages: it is asked about.

    What is refused is refused for good ("más", "again"); what is received, and how one does a thing, is no request.
    """
    return _names_messages(clause) and means_a_stop(clause, of.MANY_NEW)


def plainly_means_a_stop(clause: list[str]) -> bool:
    """The same with few such words, none of which begins something else: "parem de mandar isso e resolvam"."""
    return not _begins_else(clause) and _names_messages(clause) and means_a_stop(clause, of.FEW_NEW)


def _begins_else(clause: list[str]) -> bool:
    return any(before in of.JOINS and _is_new(word) for before, word in pairwise(clause))


def _names_messages(clause: list[str]) -> bool:
    given = frozenset(clause)
    named = any(word in of.SENT or of.SENT_IN_FORMS.fullmatch(word) for word in clause)
    named = named or bool(given & of.LISTS and given & of.MINE)
    # "Chega de mensagens"; "o sms chega em duplicado".
    arrives = any(word in of.ARRIVES and then not in of.ENOUGH_OF for word, then in pairwise([*clause, "de"]))
    if arrives or not named or clause[0] in of.ASKS_HOW or (given & of.RECEIVES and not given & of.WANTS):
        return False
    return not given & of.NOT or bool(given & (of.AGAINS | of.GOES_ON))


def _is_new(word: str) -> bool:
    return word not in of.ALL and not any(forms.fullmatch(word) for forms in of.FORMS.values())


def means_a_stop(clause: list[str], new: int = 0) -> bool:
    """True if each word but so many `new` ones is of a known class, and together they end messages to who writes.

    That is: no more, or stop; sending or writing; messages, to me.
    """
    if any(then in of.SET_TO.get(word, ()) for word, then in pairwise(clause)):
        return False  # "vão parar ao spam"; "don't make me write this again"
    clause = _as_meant(clause)
    given = frozenset(clause)
    if len(clause) < 2:
        return False
    off = frozenset(word for word in given if of.SIGNS_OFF.fullmatch(word))
    fills = not given.isdisjoint(of.BOXES) and any(map(of.FILLS.fullmatch, given))
    found = _by_class(given, off, new, fills=fills)
    if found is None or (new and not _asks(given, found)):
        return False
    stops, sent = bool(found["stops"]) or bool(given & of.LEFT and given & of.ALONE), bool(found["sent"])
    to_me = bool(given & of.ME) or any(of.TO_ME.match(word) for word in found["sends"] | found["writes"])
    to_me = to_me and (sent or not _is_sent_on(clause))
    if given & of.NOT:
        if fills or (found["bothers"] and (sent or given & of.LISTS) and not stops):
            return to_me
        # "No quiero dejar de recibir mensajes" wants them.
        refuses = _refuses(given, found["sends"], found["writes"], to_me=to_me, sent=sent)
        return refuses and not _comes_after(found["takes"] | found["stops"], clause)
    if fills or found["bothers"]:
        return stops and sent
    if off and (given & of.LISTS or not given - off - of.WANTS - of.SIMPLE - of.MINE - of.MY_NAME - of.THESE - of.SENT):
        return True
    # "Bórrenme de su base de datos de publicidad"; "borradme los mensajes de la bandeja" is something else.
    taken = any(one in of.OF and not found["sent"].isdisjoint(clause[at:]) for at, one in enumerate(clause[:_EARLY]))
    if taken and any(map(of.TO_ME.match, found["takes"])) and found["sent"].isdisjoint(clause[:_EARLY]):
        return True
    return _ends(given, found, to_me=to_me, stops=stops)


def _as_meant(clause: list[str]) -> list[str]:
    """The clause in which a word that is also another one is told by its neighbours."""
    if clause[0] == "para" and len(clause) > 1 and clause[1] in of.AFTER_PARA:
        clause = ["parad", *clause[1:]]
    if clause[0] in of.LEFT and clause[1:2] in (["de"], ["d"]):
        clause = ["dejad", *clause[1:]]  # "dejadme de mensajitos"
    # "No meu inbox" says where.
    clause = ["em" if one == "no" and then in of.PLACED else one for one, then in pairwise([*clause, ""])]
    # "Ni un privado más", "mandarme un privado" name what is sent.
    clause = ["dm" if one in of.PRIVATE and at and clause[at - 1] in of.ONE else one for at, one in enumerate(clause)]
    if not (of.RATHER | of.CONSENT).isdisjoint(clause):
        # "I'd rather you didn't message me"; "you didn't message me" tells a fact.
        clause = ["not" if one == "didnt" else one for one in clause]
    return clause


def _asks(given: frozenset[str], found: dict[str, frozenset[str]]) -> bool:
    """True where something is wished or ordered; "el sms nunca llegó" asks for nothing, "cuando sair" takes nothing."""
    if given & of.WANTS and given & of.RECEIVES:
        return True
    if any(found[name] for name in ("stops", "sends", "writes", "bothers")):
        return bool(found["stops"] or given & of.NOT)
    return bool(found["takes"] and given & of.OF)


def _comes_after(takes: frozenset[str], clause: list[str]) -> bool:
    """True if something is taken away behind the no; "exclui meu contato e não manda mais" asks for both."""
    refused = min(at for at, word in enumerate(clause) if word in of.NOT)
    return any(word in takes for word in clause[refused:])


def _by_class(given: frozenset[str], off: frozenset[str], new: int, *, fills: bool) -> dict[str, frozenset[str]] | None:
    """The words by what they are, or None where more than `new` of them are of no class."""
    found = {
        "sends": given & of.SENDS,
        "writes": given & of.WRITES,
        "takes": given & of.REMOVES,
        "stops": given & of.STOPS,
        "sent": given & of.SENT,
        "bothers": frozenset(filter(of.BOTHERS_IN_FORMS.fullmatch, given)),
    }
    for word in given - of.ALL - off - found["bothers"]:
        name = next((name for name, forms in of.FORMS.items() if forms.fullmatch(word)), "")
        if not name and word in of.CALLS_ON and given & of.HERE:
            name = "writes"
        if name:
            found[name] |= {word}
        elif not _may_stand(word, given, fills=fills):
            new -= 1
    return found if new >= 0 else None


def _may_stand(word: str, given: frozenset[str], *, fills: bool) -> bool:
    """True for a word that says nothing of its own beside what else is said."""
    if word in of.CONTACTED and {"ser", "be"} & given:
        return True
    if given & of.CONSENT and word in of.CONSENT | of.GIVES | of.TAKES_BACK:
        return True
    if (
        of.ASKS_FOR.fullmatch(word)
        or (word in of.MY_NAME and given & of.MINE)
        or (word in of.HAVE and given & of.INTERESTS)
    ):
        return True
    return fills and (word in of.BOXES or of.FILLS.fullmatch(word) is not None)


def _ends(given: frozenset[str], found: dict[str, frozenset[str]], *, to_me: bool, stops: bool) -> bool:
    """True if the words of a clause without a no end messages, or take somebody off a list."""
    sent, takes = bool(found["sent"]), found["takes"]
    if given & of.CONSENT:
        return sent and bool(given & of.TAKES_BACK)
    if given & of.LISTS and (takes or given & {"off", "out"} or (given & {"fuera", "fora"} and given & of.MY_NAME)):
        return True
    if stops:
        if given & of.THESE and given & of.RECEIVES:
            return True
        if {"opt", "out"} <= given:
            return not given - of.THESE - of.SENT - of.WANTS - of.SIMPLE - {"opt", "out"}
        return sent or bool(given & of.WRITING) or (to_me and bool(found["sends"] | found["writes"]))
    mine = to_me or "baja" in given or "doy" in given or bool(given & of.MINE and given & of.MY_NAME)
    return bool(takes) and sent and (mine or any(map(of.SWITCHES_OFF.match, takes)))


def _sends_no_more(given: frozenset[str], sends: frozenset[str], *, to_me: bool, again: bool) -> bool:
    """True for "no me manden ninguno más", of what was named before, and for "nada más por aquí", "nada de estos"."""
    if not sends or not to_me:
        return False
    named = bool(given & (of.OF_THESE | of.NOTHING))
    return (again and bool(given & of.NONE)) or (bool(given & of.ANY) and (bool(given & of.HERE) or (again and named)))


def _refuses_plainly(given: frozenset[str], writes: frozenset[str], *, again: bool, sent: bool) -> bool:
    """True for what is refused by its words alone: contacts, this number, anything, what is automatic."""
    if given & of.WANTS and again and given & of.CONTACTS and not given & of.MINE:
        return True
    if writes and again and given & of.NUMBERS and given & of.THESE:
        return True  # "do not text this number again"
    if "ni" in given and sent and given & of.NOTHING:
        return True
    return bool(given & of.WANTS and given & of.GETS and given & of.NOTHING and given & of.AUTOMATIC)


def _refuses(given: frozenset[str], sends: frozenset[str], writes: frozenset[str], *, to_me: bool, sent: bool) -> bool:
    """True if the words of a clause that says no refuse messages, or being written to."""
    if given & of.CONSENT:
        return sent or bool(given & of.CONTACTED) or (to_me and bool(sends | writes))
    if given & of.CONTACTED and {"ser", "be"} & given and given & of.AGAINS:
        return True  # "peço para não ser mais contactado"
    again = bool(given & (of.AGAINS | of.GOES_ON)) or {"ya", "no"} <= given or {"ja", "nao"} <= given
    if _sends_no_more(given, sends, to_me=to_me, again=again) or (sent and any(map(of.INSISTS.fullmatch, given))):
        return True
    if "hear" in given and given & of.WANTS:
        return "from" in given  # "I don't want to hear from you"
    if _refuses_plainly(given, writes, again=again, sent=sent):
        return True
    if given & of.WANTS and not to_me and given & (of.BARE | of.CONTACTED):
        return bool(given & of.CONTACTED)  # "no quiero mandar más mensajes": the customer's own
    if sends or writes:
        written = bool(writes) and to_me and (again or not given & {"privado", "privada", "dm", "dms"})
        return written or (sent and bool(sends) and (again or to_me or bool(given & of.WANTS)))
    if again and given & of.WANTS and given & of.GETS:
        # "No quiero recibir más de estos", "não quero mais receber nada de vocês por aqui".
        nothing = bool(given & of.NOTHING) and not given.isdisjoint(of.RECEIVES)
        return sent or nothing or bool(given & of.OF_THESE) or bool(given & of.ANY and given & (of.HERE | of.THEM))
    return sent and (again or bool(given & (of.WANTS | of.PLEADS)))
