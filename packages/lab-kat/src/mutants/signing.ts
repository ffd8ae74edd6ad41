import { noBytes, SignatureScheme } from "@copath/contracts"
import { signatureScheme, type SignaturePart } from "@copath/profile-lab"
import { layer as staticKeys } from "@copath/signature-static"
import * as Effect from "effect/Effect"
import { changed } from "../variant.ts"
import { chat } from "./histories.ts"
import { mutant } from "./mutant.ts"

type Scheme = SignatureScheme["Service"]

const broken = (id: string, title: string, change: (service: Scheme) => Partial<Scheme>): SignaturePart =>
  signatureScheme({ id, title, source: "a mutant", layer: changed(SignatureScheme, staticKeys, id, change) })

/** One signature fits every message. */
export const signsNothing = mutant({
  part: broken("static-signs-nothing", "Signatures cover an empty content", ({ sign, verify, verifyAll }) => ({
    sign: (state, at, label) => sign(state, at, label, noBytes),
    verify: (author, at, label, _content, signature, reader) => verify(author, at, label, noBytes, signature, reader),
    ...(verifyAll === undefined
      ? {}
      : {
          verifyAll: (items, reader) =>
            verifyAll(
              items.map((item) => ({ ...item, content: noBytes })),
              reader
            )
        })
  })),
  of: "static",
  workload: chat,
  metric: "unsigned",
  values: { whole: 0, broken: 20 }
})

/** Signatures are made, and nobody looks at them. */
export const notVerified = mutant({
  part: broken("static-not-verified", "Signatures are not verified", () => ({
    verify: () => Effect.void,
    verifyAll: (items) => Effect.succeed(items.map(() => true))
  })),
  of: "static",
  workload: chat,
  metric: "forgedByInsiders",
  values: { whole: 0, broken: 100 }
})
