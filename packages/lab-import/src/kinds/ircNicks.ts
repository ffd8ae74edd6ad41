/**
 * Who is behind a nick. Whoever takes a new nick stays who it was; whoever takes one that somebody else went by before, and who is not there, is that
 * somebody (`ann_` becomes `ann` again). Capitals do not count.
 */
export class IrcNicks {
  /** Who went by a nick first. */
  private readonly owners = new Map<string, string>()
  /** Who goes by a nick now. */
  private readonly now = new Map<string, string>()
  /** Under which nick somebody is there. */
  private readonly there = new Map<string, string>()

  /** The person behind a nick that does something. */
  who(nick: string): string {
    const key = nick.toLowerCase()
    const person = this.now.get(key) ?? this.owners.get(key) ?? key
    this.take(key, person)
    return person
  }

  /** Who was behind the nick, and who is behind the new one. */
  rename(nick: string, becomes: string): readonly [before: string, after: string] {
    const [old, key] = [nick.toLowerCase(), becomes.toLowerCase()]
    const person = this.who(nick)
    const owner = this.owners.get(key)
    const after = owner === undefined || this.there.has(owner) ? person : owner
    this.now.delete(old)
    this.there.delete(person)
    this.take(key, after)
    return [person, after]
  }

  /** The nick is free again. */
  gone(nick: string): string {
    const person = this.who(nick)
    this.now.delete(nick.toLowerCase())
    this.there.delete(person)
    return person
  }

  private take(key: string, person: string): void {
    if (!this.owners.has(key)) this.owners.set(key, person)
    this.now.set(key, person)
    this.there.set(person, key)
  }
}
