/*
 * The certificate library's container of algorithms asks, while it is loading and never later, whether `Reflect` keeps decorator metadata.
 * It stores none. So it is answered for that moment only, and `Reflect` is left as it was found.
 */

const reflect = Reflect as { getMetadata?: unknown; getOwnMetadata?: unknown }
const borrowed = reflect.getMetadata === undefined
const nothing = (): undefined => undefined

if (borrowed) Object.assign(reflect, { getMetadata: nothing, getOwnMetadata: nothing })

/** Takes the answers away again. Called as soon as the library is loaded. */
export const restore = (): void => {
  if (!borrowed) return
  delete reflect.getMetadata
  delete reflect.getOwnMetadata
}
