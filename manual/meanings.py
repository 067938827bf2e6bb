"""What the settings mean that stand in no commented file: a few words for each."""

CONVENTIONAL_MEANINGS = {
    "DATABASE_URL": "the database: a SQLite file, or `postgresql://user:password@host/name`",
    "PORT": "the port to listen on",
    "PUBLIC_URL": "the address under which services and readers reach us: `https://alerts.example.org`",
    "TELEGRAM_BOT_TOKEN": "the bot's token, from @BotFather",
    "TELEGRAM_API_URL": "another Bot API server",
    "TELEGRAM_MODE": "`polling`, or `webhook`, which needs `PUBLIC_URL` with https",
    "TWILIO_ACCOUNT_SID": "the Twilio account",
    "TWILIO_AUTH_TOKEN": "its token, by which hooks are signed, too",
    "TWILIO_API_URL": "another server for messages",
    "TWILIO_CONTENT_API_URL": "another server for templates",
    "TWILIO_MESSAGING_API_URL": "another server for senders",
    "TWILIO_WHATSAPP_FROM": "the number that sends: `+14155238886`",
    "TWILIO_MESSAGING_SERVICE_SID": "or a messaging service that sends",
    "SMTP_URL": "the mail server that sends the newsletter: `smtp://user:password@smtp.example.org:587`",
    "EMAIL_FROM": "who writes it: `News <news@example.org>`",
    "TOCSIN_EMAIL_SECRET": "a long random word that signs the links in letters",
    "TOCSIN_EMAIL_HOOK_SECRET": "a long random word that whoever hands us bounces has to bear",
    "TOCSIN_STATUS_KEY": "what shows the page `/status`, where `[web] status` is `key`",
    "TOCSIN_MODEL_KEY": "the key of the language model of `[model]`, if it wants one",
    "TOCSIN_NEWSROOM": "the newsroom file",
    "TOCSIN_NEWSROOMS": "a folder of newsroom files, where one program serves several newsrooms",
    "TOCSIN_OWNER": "the first owners: `telegram:<id>`, `whatsapp:+<number>`, separated by commas",
    "TOCSIN_WHATSAPP_TEMPLATES": "templates by hand: `tocsin_alert_fr=HX…`, separated by commas",
}
"""By environment name; those of the settings file have their comments there."""

NEWSROOM_MEANINGS = {
    "newsroom.name": "what the newsroom is called",
    "newsroom.languages": "codes such as `fr`; the first is the one to fall back on",
    "topic.names": 'by language: `{ fr = "Monde", en = "World" }`',
    "source.url": "a site, whose feed is looked for, or a feed's own address",
    "source.topics": "ids of the topics that its alerts are on",
    "source.language": "of its articles, where its feed does not say it",
    "source.kind": "`site` looks for the feed of an address; or the name of a kind of source",
    "source.name": "what it is called in alerts; empty: as its feed says",
    "source.pictures": "`false`: alerts go without the pictures of its articles",
    "source.priority": "or `breaking`: its alerts go before all others",
    "source.own": "`true`: the newsroom's own site: of several that tell a story, its words go out",
}
"""By table and field, where `config/newsroom.toml` has no comment for it, or one that is about an example."""
