/** What can be read, and what each is. */
export const importKinds = [
  { kind: "git", about: "A clone's history: each author's commits are messages" },
  { kind: "trace", about: "Joins, messages and leaves with their times in seconds, as JSON Lines" },
  { kind: "csv", about: "A table with the columns timestamp, user, event, size or text; others by --map" },
  { kind: "json", about: "An array or lines of objects with the same fields as csv" },
  { kind: "mbox", about: "A mailing list's archive (RFC 4155): each mail is a message" },
  { kind: "irc", about: "A channel's log as irssi, WeeChat, ZNC, HexChat, mIRC or eggdrop write it" },
  { kind: "whatsapp-txt", about: "A chat exported by WhatsApp on Android or iOS, without media" },
  { kind: "slack-export", about: "The ZIP of a workspace's export; one channel, by --channel" },
  { kind: "discord-export", about: "A channel as JSON, by DiscordChatExporter" },
  { kind: "telegram-json", about: "result.json of Telegram Desktop; one chat, by --channel if there are several" }
] as const

/** The name of a kind of history: what `--as` takes. */
export type ImportKind = (typeof importKinds)[number]["kind"]
