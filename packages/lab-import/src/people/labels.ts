/** Names by which people are told apart, of their ids: the name, or name and id where two ids go by one name. */
export class Labels {
  private readonly names = new Map<string, string>()
  private readonly ids = new Map<string, string | null>()

  /** The first name of an id stays. */
  learn(id: string, name: string): void {
    if (name === "" || this.names.has(id)) return
    this.names.set(id, name)
    this.ids.set(name, this.ids.has(name) ? null : id)
  }

  /** After all names are learnt. */
  of(id: string): string {
    const name = this.names.get(id)
    if (name === undefined) return id
    return this.ids.get(name) === null ? `${name} (${id})` : name
  }
}
