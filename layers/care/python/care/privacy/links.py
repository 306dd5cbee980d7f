"""What may stand between a word and the number or the secret that it announces: "nº", ":", "es el", "is"."""

# At most five of them; each is short, so the whole is.
LINKS = (
    r"(?:[ \n]{0,2}(?:[:=#(\[\"'>*]|->|=>|-(?![ ]?\d{1,3}\b)|n\.?o\.?s?(?!\w)|n[°.](?!\w)|num(?:ero)?\.?(?!\w)"
    r"|nro\.?(?!\w)"
    r"|number(?!\w)|no\.|id(?!\w)|ref\.?(?!\w)|code(?!\w)|es(?!\w)|is(?!\w)|e(?!\w)|era(?!\w)|was(?!\w)|el(?!\w)"
    r"|la(?!\w)|o(?!\w)|con(?!\w)|com(?!\w)|with(?!\w)|novo(?!\w)|nuevo(?!\w)|actual(?!\w))){0,5}+[ \n]{0,2}"
)
