import { arm, type Codec, DecodeFault, uint16, union } from "@copath/codec"
import { type AuthDataFor, framedContentAuthData, type PublicMessage, publicMessage } from "./framing.ts"
import { type GroupInfo, groupInfo } from "./groupInfo.ts"
import { type KeyPackage, keyPackage } from "./keyPackage.ts"
import { type PrivateMessage, privateMessage } from "./privateMessage.ts"
import { type Proposal, proposal } from "./proposal.ts"
import { MLS10, type WireFormats } from "./registries.ts"
import { type Welcome, welcome } from "./welcome.ts"

/** Everything that travels. */
export type MlsMessage<U, B> =
  | { readonly _tag: "publicMessage"; readonly publicMessage: PublicMessage<U> }
  | { readonly _tag: "privateMessage"; readonly privateMessage: PrivateMessage<B> }
  | { readonly _tag: "welcome"; readonly welcome: Welcome }
  | { readonly _tag: "groupInfo"; readonly groupInfo: GroupInfo }
  | { readonly _tag: "keyPackage"; readonly keyPackage: KeyPackage }

/**
 * ```
 * struct {
 *     ProtocolVersion version = mls10;
 *     WireFormat wire_format;
 *     select (MLSMessage.wire_format) { … };
 * } MLSMessage;
 * ```
 * Section 6. Another version is refused (V011), and any wire format but the composition's own (V012).
 */
export const mlsMessage = <U, B>(
  update: Codec<U>,
  body: Codec<B>,
  formats: WireFormats,
  proposals: Codec<Proposal> = proposal,
  authData: AuthDataFor = framedContentAuthData
): Codec<MlsMessage<U, B>> => {
  const select = union("MLSMessage", uint16, {
    publicMessage: arm(formats.publicMessage, { publicMessage: publicMessage(update, proposals, authData) }),
    privateMessage: arm(formats.privateMessage, { privateMessage: privateMessage(body) }),
    welcome: arm(formats.welcome, { welcome }),
    groupInfo: arm(formats.groupInfo, { groupInfo }),
    keyPackage: arm(formats.keyPackage, { keyPackage })
  })
  return {
    name: "MLSMessage",
    write: (w, m) => {
      w.u16(MLS10)
      select.write(w, m)
    },
    read: (r) => {
      const at = r.offset
      if (r.u16() !== MLS10) throw new DecodeFault("BadVersion", at, "version mls10 (1)").within(".version")
      const message = select.read(r)
      // An envelope and the key package in it speak one version (V120).
      if (message._tag === "keyPackage" && message.keyPackage.version !== MLS10) {
        throw new DecodeFault("BadVersion", at, "a key package of version mls10 (1)").within(".key_package.version")
      }
      return message
    }
  }
}
