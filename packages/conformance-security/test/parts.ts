import {
  type Aead,
  Cgka,
  CgkaRejected,
  type CgkaState,
  type CgkaUpdate,
  CipherSuite,
  MessageProtection,
  opaque,
  type ProtectedBody
} from "@copath/contracts"
import { aeads } from "@copath/crypto-symbolic"
import { type Axis, builtIn, cgka, type CgkaPart, messageProtection, type Part, type PartOf } from "@copath/profile-lab"
import { Effect, Layer } from "effect"

/** A part of the catalog. */
export const own = <A extends Axis>(axis: A, id: string): PartOf<A> => {
  const found = builtIn.find((part): part is PartOf<A> => part.axis === axis && part.id === id)
  if (found === undefined) throw new RangeError(`there is no ${axis}=${id}`)
  return found
}

type Agreement = Cgka["Service"]

/** RFC 9420's key agreement, broken at one place. */
const brokenAgreement = (id: string, change: (sound: Agreement, suite: CipherSuite["Service"]) => Partial<Agreement>): CgkaPart =>
  cgka({
    id,
    title: "a broken one",
    source: "a test",
    layer: Layer.effect(
      Cgka,
      Effect.gen(function* () {
        const sound = yield* Cgka
        return Cgka.of({ ...sound, ...change(sound, yield* CipherSuite), id })
      })
    ).pipe(Layer.provide(own("cgka", "treekem9420").layer))
  })

/** Works more in each run than in the one before. */
export const unlikeItself = (): CgkaPart => {
  let runs = 0
  return brokenAgreement("unlike-itself", ({ process }, { kdf }) => {
    const more = ++runs
    return {
      process: (...args) =>
        Effect.map(process(...args), (done) => {
          for (let i = 0; i < more; i++) kdf.expand(done.commitSecret, Uint8Array.of(i), 32)
          return done
        })
    }
  })
}

/** Takes nobody's commits. */
export const deaf = (): CgkaPart =>
  brokenAgreement("deaf", () => ({ process: () => Effect.fail(new CgkaRejected({ reason: "NotForUs" })) }))

/** Writes down what no look at its state finds. */
export const hoarder = (): CgkaPart => {
  const hoard = new WeakMap<CgkaState, Uint8Array>()
  const kept = (state: CgkaState): Uint8Array => hoard.get(state) ?? new Uint8Array(32)
  const keeping = <A extends { readonly state: CgkaState; readonly commitSecret: { readonly expose: () => Uint8Array } }>(done: A): A => {
    hoard.set(done.state, done.commitSecret.expose().slice())
    return done
  }
  return brokenAgreement("hoarder", ({ process, seal, stateCodec }) => ({
    process: (...args) => Effect.map(process(...args), keeping),
    seal: (...args) => Effect.map(seal(...args), keeping),
    stateCodec: {
      name: "Hoard",
      write: (writer, state) => {
        stateCodec.write(writer, state)
        writer.bytes(kept(state))
      },
      read: (reader) => {
        const state = stateCodec.read(reader)
        hoard.set(state, reader.take(32))
        return state
      }
    }
  }))
}

/** Sends a byte more for each letter in the name of whoever computes. */
export const partial = (): CgkaPart =>
  brokenAgreement("partial", ({ updateCodec }, { provider }) => ({
    updateCodec: {
      name: updateCodec.name,
      write: (writer, update: CgkaUpdate) => {
        updateCodec.write(writer, update)
        writer.bytes(new Uint8Array(provider.length))
      },
      read: (reader) => {
        const update = updateCodec.read(reader)
        reader.take(provider.length)
        return update
      }
    }
  }))

interface Told {
  readonly sender: Parameters<Cgka["Service"]["begin"]>[0]
  readonly content: Uint8Array
}
const ticketed = opaque<"ProtectedBody", { readonly inner: ProtectedBody; readonly ticket: number }>("ProtectedBody", "cloakroom")

/** Leaves what was opened where everybody finds it, outside of all states and messages. */
export const cloakroom = () => {
  const left = new Map<number, Told>()
  let tickets = 0
  return messageProtection({
    id: "cloakroom",
    title: "a broken one",
    source: "a test",
    layer: Layer.effect(
      MessageProtection,
      Effect.map(MessageProtection, (sound) =>
        MessageProtection.of({
          ...sound,
          id: "cloakroom",
          bodyCodec: ticketed.codec({
            name: "Ticketed",
            write: (writer, { inner, ticket }) => {
              writer.u32(ticket)
              sound.bodyCodec.write(writer, inner)
            },
            read: (reader) => {
              const ticket = reader.u32()
              return { ticket, inner: sound.bodyCodec.read(reader) }
            }
          }),
          protect: (...args) =>
            Effect.map(sound.protect(...args), (made) => ({ ...made, body: ticketed.wrap({ inner: made.body, ticket: tickets++ }) })),
          unprotect: (state, header, body) => {
            const { inner, ticket } = ticketed.unwrap(body)
            return sound.unprotect(state, header, inner).pipe(
              Effect.tap(({ content, sender }) => Effect.sync(() => left.set(ticket, { content: content.slice(), sender }))),
              Effect.catch((refused) => {
                const found = left.get(ticket)
                return found === undefined ? Effect.fail(refused) : Effect.succeed({ ...found, state, retired: [] })
              })
            )
          }
        })
      )
    ).pipe(Layer.provide(own("protection", "secret-tree").layer))
  })
}

/** Opens each message so many times, and then no more. */
export const wornOut = (times: number): Part => {
  const opened = new Map<string, number>()
  const sound = aeads["aes-gcm"][16]
  const aead: Aead = {
    ...sound,
    open: (key, nonce, aad, sealed) => {
      const name = sealed.join()
      const before = opened.get(name) ?? 0
      const plain = sound.open(key, nonce, aad, sealed)
      if (plain !== undefined && aad.length > 0) opened.set(name, before + 1)
      return before < times ? plain : undefined
    }
  }
  return { axis: "aead", id: "worn-out", title: "a broken one", source: "a test", strict: false, aead }
}
