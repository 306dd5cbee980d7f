"""Why X did not pass a sealed message on, from its own names of failures."""

from care.model.outcomes import Code, Outcome, outcome

KNOWN = {
    "InvalidSenderSignature": Code.chat_bad_signature,
    "SignatureFailedToVerifyAgainstPublicKey": Code.chat_bad_signature,
    "InvalidSignatureVersion": Code.chat_bad_signature,
    "NonLatestKeyVersion": Code.chat_old_key,
    "RecipientNotTrusted": Code.chat_not_trusted,
    "RecipientKeyChanged": Code.chat_recipient_key_changed,
    "OnlyEncryptedMessagesAllowed": Code.chat_encrypted_only,
    "FlaggedAsSpam": Code.chat_flagged_spam,
    "ContentsTooLarge": Code.too_long,
    "RateLimitUpsell": Code.chat_rate_limit,
    "TooManyMessages": Code.chat_rate_limit,
}


def why(failure: str) -> Outcome:
    """The reason behind one of X's names; one that we do not know is told by itself."""
    known = KNOWN.get(failure)
    return outcome(known) if known else outcome(Code.chat_failed, failure=failure or "Unknown")
