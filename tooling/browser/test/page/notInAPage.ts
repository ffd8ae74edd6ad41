/** Raised where a test asks for something of Node's that nothing stands in for. The test is then left out, and this is why. */
export class NotInAPage extends Error {
  override readonly name = "NotInAPage"

  constructor(what: string) {
    super(`asks for ${what}, which a page does not have`)
  }
}

/** What stands for a function or a class of Node's that has no stand-in. */
export const absent = (what: string): ((...parameters: ReadonlyArray<unknown>) => never) =>
  function () {
    throw new NotInAPage(what)
  }

/** `parts`, in which whatever is not there says so when it is asked for. */
export const partial = <Parts extends object>(name: string, parts: Parts): Parts =>
  new Proxy(parts, {
    get: (target, key) => {
      if (typeof key === "string" && !(key in target)) throw new NotInAPage(`${name}.${key}`)
      return Reflect.get(target, key)
    }
  })
