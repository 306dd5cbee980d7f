"""Whether a text is in a language that we do not speak: whoever writes French is not answered in Portuguese.

Told by words that none of ours writes. It need not say which language it is: the account's own is used then.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from care import late
from care.triage.words import Word

# Of each language what is said most in a shop's messages, without what Spanish, Portuguese or English write as well.
_WORDS: Final[Mapping[str, str]] = {
    "ca": "amb és són però aquest aquesta aquests aquestes això allò ningú gràcies mercès què quan perquè molt "
    "molta molts moltes meva meves teva teu seva nostra vostra dues dies encara només també després abans "
    "avui demà ahir bon nit bones comanda paquet botiga adreça arribat arriba rebut rebre vull voldria vol "
    "podeu puguin heu haig tinc teniu té tenen fer fet feu faig estic esteu està diu dir parlar plau sisplau "
    "els dels als pels unes algú res ho ens li qui vergonya diners cobrat tornar trucar trucat contesteu "
    "obriu tanqueu canviar canvia trencat trencada malament bé millor feina setmana setmanes mesos hores "
    "dilluns dimarts dimecres dijous divendres dissabte diumenge",
    "gl": "non ninguén aínda moito moita moitos moitas grazas moi cando unha unhas dúas xa nin tamén despois hoxe "
    "mañá onte vostede vostedes vós miña teu túa súa noso vosa iso aquilo tedes teño tiven queredes podo "
    "podedes fixen facer fago dixen dicir dixéronme levades abrides pechades cobrástesme chamei persoa "
    "persoas xente enderezo vergoña cartos axuda axudar tenda bos cunha nunha dunha polo pola polos polas coa "
    "coas ós ás sen ata dende quen arranxado arranxar mellor alguén agardo agardando agardar agardei colle "
    "collen coller recoller xoves luns mércores venres nai fillo filla nena atendeume mandáronme chegoume "
    "dádeme dicirme poñer poño puxen saír saíu imos ide veu veñen vaia cartón",
    "eu": "ez dut dugu dute naiz gara zara dira duzue duzu nago zaude dago daude nuen zuen nire gure zure bat hiru "
    "bai mesedez eskerrik asko kaixo egun arratsalde gabon agur noiz non zer zein nor nola zergatik oso ondo "
    "gaizki baina edo gehiago gutxi orain gaur bihar atzo astea aste hilabete ordu eguna egunak eskaera "
    "paketea denda faktura helbidea dirua telefonoa aplikazioa zerbitzua pertsona norbait inork inor ezer "
    "beti inoiz nahi behar ahal dezaket dezakezue daramatzat iritsi jaso bidali deitu aldatu itzuli hitz egin "
    "ireki itxi dabil dabiltza hautsita apurtuta lotsagarria laguntza arazoa erantzun erantzuten didazue diot "
    "diozue zait zaizkit zela duela",
    "fr": "je nous vous ils elles une au est sont suis êtes avez avons ont était été jamais rien personne toujours "
    "encore déjà où qui quoi quand pourquoi combien avec dans chez depuis pendant après avant très "
    "trop aussi alors donc votre tes cet cette ces ça cela bonjour bonsoir salut merci beaucoup svp plaît "
    "colis commande livraison livré reçu recevoir arrivé arrivée facture débité remboursement rembourser "
    "rembourse magasin adresse semaine semaines jour jours mois heure heures demain hier aujourd'hui lundi "
    "mardi mercredi jeudi vendredi samedi dimanche veux voudrais souhaite peux pouvez puis faut fait faire "
    "marche fonctionne réponse répondre répond conseiller parler annuler abonnement attente inadmissible "
    "honte scandaleux problème aide aidez appelé appeler changer cassé cassée d'accord oui",
    "it": "degli delle della dello nella nei sul sulla alla agli alle dal dalla senza dove perché perche non sono "
    "siamo siete hanno ho hai abbiamo avete stato stata mio mia miei mie tuo tua vostro vostra nostro nostra "
    "suo questo questa questi queste quello quella ancora già niente nessuno qualcuno molto troppo bene male "
    "anche però oppure grazie mille prego buongiorno buonasera ciao salve ordine pacco spedizione consegna "
    "consegnato arrivato arrivata ricevuto fattura addebitato rimborso negozio indirizzo settimana settimane "
    "giorno giorni mese oggi domani ieri lunedì martedì mercoledì giovedì venerdì sabato domenica voglio "
    "vorrei potete può devo dovete fatto detto parlare operatore annullare abbonamento attesa vergogna aiuto "
    "aiutate chiamato chiamare cambiare rotto rotta funziona funzionano risposta rispondete risponde aprite "
    "chiudete sì",
    "de": "ich wir ihr mich mir dich dir euch ihnen der ein eine einen einem einer eines und oder aber nicht kein "
    "keine keinen immer noch schon auch sehr waren seid habe habt haben hatte wird werden wurde kann könnt "
    "können kannst muss müssen soll wollen möchte mein meine meinen meiner euer eure ihre unser für ohne von "
    "vom zu zum zur bei nach seit auf aus über unter gegen beim wann wer wie warum welche wenn weil dass "
    "danke schön bitte hallo guten morgen abend heute gestern woche wochen tage monat monate stunden "
    "bestellung paket lieferung geliefert angekommen bekommen rechnung geld zurück abgebucht erstattung laden "
    "geschäft adresse ändern geöffnet mitarbeiter sprechen kündigen vertrag warten warte frechheit hilfe "
    "helfen angerufen anrufen kaputt funktioniert geht antwort antworten antwortet niemand nichts alles nein "
    "schlecht",
    "nl": "ik jij je hij zij wij jullie het een maar niet geen nooit altijd nog ook heel erg bent zijn heb hebt "
    "heeft hebben wordt worden kan kunnen kunt moet moeten wil willen mijn jouw uw onze voor zonder naar bij "
    "sinds op uit onder wanneer waar wie wat waarom welke als omdat dat deze bedankt dank dankjewel "
    "alsjeblieft graag hallo goedemorgen goedendag vandaag morgen gisteren dagen weken maand bestelling "
    "pakket levering geleverd aangekomen ontvangen factuur geld terug terugbetaling winkel adres wijzigen "
    "medewerker spreken opzeggen wachten wacht schandalig hulp helpen gebeld bellen kapot werkt gaan antwoord "
    "antwoorden niemand niets alles nee goed slecht laat",
    "ro": "sunt avem aveți au voi noi ei și sau dacă că cine când unde cum cât pentru cu fără în după până încă "
    "niciodată nimic nimeni foarte bine rău mulțumesc frumos vă rog bună ziua comanda coletul livrare livrat "
    "ajuns primit bani înapoi magazin adresa săptămână săptămâni zile azi mâine ieri vreau aș putea puteți "
    "trebuie vorbesc vorbi rușine problemă ajutor răspuns răspunde deschideți merge funcționează",
}
# Letters that none of ours writes, and what French, Catalan and Italian leave out before a vowel.
_LETTERS: Final = late.pattern(r"[èìòùœßăîșțłąęśźżőűřě]")
_LEFT_OUT: Final = late.pattern(r"(?<![^\W\d_])(?:[ldmnstcj]|qu|dell|nell|all|sull|un)['’](?=[^\W\d_]{2})")  # noqa: RUF001  people write both


@cache
def _languages() -> Mapping[str, tuple[str, ...]]:
    """The languages that write a word."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _WORDS.items():
        for word in words.split():
            found[word] = (*found.get(word, ()), language)
    return found


def speaks_another(text: str, read_as: Iterable[Word], ours: int) -> bool:
    """True if words and letters that none of ours writes say more than `ours`, the points of the best of ours.

    `read_as` are the words of the text as written, with their keys.
    """
    known, told = _languages(), dict[str, int]()
    for word in known.keys() & {written.casefold() for written, _ in read_as}:
        for language in known[word]:
            told[language] = told.get(language, 0) + 1
    signs, lower = max(told.values(), default=0), text.casefold()
    if not text.isascii():
        signs += bool(_LETTERS.search(lower))
    if "'" in text or "’" in text:  # noqa: RUF001  as above
        signs += min(2, len(_LEFT_OUT.findall(lower)))
    if signs == 1:
        return ours == 0
    return signs > 1 and 4 * signs >= ours
