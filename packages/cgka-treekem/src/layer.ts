import { Cgka, CipherSuite, DoubleJoinPolicy, Entropy, InsiderChecks, PathSealing, TreeFill } from "@copath/contracts"
import { toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { boxesOf } from "./boxes.ts"
import { seal, stage } from "./commit.ts"
import type { Derivation } from "./derivation.ts"
import { evidenceOf } from "./evidence.ts"
import { type Family, isChain } from "./family.ts"
import { follow, renew } from "./follow.ts"
import { join } from "./join.ts"
import { secretRuns, singleSecret } from "./joinerSecrets.ts"
import { process, read } from "./receive.ts"
import { countingOf } from "./counting.ts"
import { routeOf } from "./route.ts"
import { treeKemState } from "./state.ts"
import type { Choose } from "./targets.ts"
import { derivation2018 } from "./treekem18.ts"
import { rfc9420Derivation } from "./treekem9420.ts"
import { derivationD05 } from "./treekemD05.ts"
import { explicitTargets, impliedTargets } from "./updateNode.ts"

/** What every TreeKEM stands on. */
export type TreeKemNeeds = CipherSuite | Entropy | DoubleJoinPolicy | TreeFill

/** How to build a TreeKEM. */
export interface TreeKemOptions {
  /** Names the targets beside the ciphertexts, of the sender's choice; its wire format is not RFC 9420's. Members may choose differently. */
  readonly targets?: Choose
}

/** A TreeKEM with these derivations; double joins and the filling of trees are the affair of the services that it asks for. */
export const treekemWith = (derivation: Derivation, { targets }: TreeKemOptions = {}): Layer.Layer<Cgka, never, TreeKemNeeds> =>
  Layer.effect(
    Cgka,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const policy = yield* DoubleJoinPolicy
      const fill = yield* TreeFill
      const sealing = yield* PathSealing
      const { deriveCheck } = yield* InsiderChecks
      const choose = targets === undefined ? {} : { choose: targets }
      const family: Family = { suite, random, sealing, derivation, policy, fill, unchecked: !deriveCheck, ...choose }
      const id = targets === undefined ? derivation.id : `${derivation.id}+targets`
      const boxes = boxesOf(id)
      const chain = isChain(family)
      const route = routeOf(family, chain)
      return Cgka.of({
        id,
        rules: policy.rules,
        reach: chain && fill.parentHashes && targets === undefined ? "path" : "anywhere",
        groupSecret: true,
        sealsPaths: true,
        emptyBook: policy.emptyBook,
        stateCodec: boxes.state.codec(treeKemState),
        bookCodec: policy.bookCodec,
        updateCodec: boxes.update.codec(targets === undefined ? impliedTargets : explicitTargets),
        welcomeCodec: boxes.welcome.codec(chain ? singleSecret : secretRuns),
        leaf: () => Effect.sync(() => derivation.loneLeaf(suite, random)),
        begin: (me, leaf) => boxes.state.wrap({ me, leaf, path: [] }),
        renew: (state, leaf) => {
          const renewed = renew(boxes.state.unwrap(state), leaf)
          return { state: boxes.state.wrap(renewed.state), retired: renewed.retired }
        },
        stage: (state, book, tree, change) =>
          Effect.sync(() => {
            const staged = stage(family, boxes.state.unwrap(state), book, tree, change)
            return { ...staged, staged: boxes.staged.wrap(staged.staged) }
          }),
        seal: (staged, tree, change, groupContext) =>
          Effect.suspend(() => Effect.fromResult(seal(family, boxes.staged.unwrap(staged), tree, change, groupContext))).pipe(
            Effect.map((sealed) => ({
              ...sealed,
              state: boxes.state.wrap(sealed.state),
              update: boxes.update.wrap(sealed.update),
              welcomes: sealed.welcomes.map(boxes.welcome.wrap)
            }))
          ),
        read: (book, tree, change, update) =>
          Result.map(read(family, book, tree, change, boxes.update.unwrap(update)), (done) => ({
            ...done,
            reading: boxes.reading.wrap(done.reading)
          })),
        process: (state, reading, tree, change, groupContext) =>
          Effect.suspend(() =>
            Effect.fromResult(process(family, boxes.state.unwrap(state), boxes.reading.unwrap(reading), tree, change, groupContext))
          ).pipe(Effect.map((processed) => ({ ...processed, state: boxes.state.wrap(processed.state) }))),
        follow: (state, tree) => {
          const followed = follow(boxes.state.unwrap(state), tree)
          return { state: boxes.state.wrap(followed.state), retired: followed.retired }
        },
        join: (me, leaf, from, tree, _book, welcome) =>
          Effect.suspend(() =>
            Effect.fromResult(join(family, me, leaf, from, tree, Option.getOrUndefined(Option.map(welcome, boxes.welcome.unwrap))))
          ).pipe(Effect.map(boxes.state.wrap)),
        leafKey: (state) => boxes.state.unwrap(state).leaf,
        knows: (state) => {
          const { leaf, me, path } = boxes.state.unwrap(state)
          return [{ node: toNode(me), publicKey: leaf.publicKey }, ...path.map(({ node, pair }) => ({ node, publicKey: pair.publicKey }))]
        },
        evidence: evidenceOf(family, boxes),
        ...(route === undefined
          ? {}
          : {
              route: (reading, _tree, change, member) => route(boxes.reading.unwrap(reading), change, member),
              counting: countingOf(family, boxes)
            })
      })
    })
  )

/** `treekem9420`: TreeKEM as in RFC 9420, section 7; with the policy `unmerged` and the fill `blank-init`, byte for byte. */
export const treekem9420: Layer.Layer<Cgka, never, TreeKemNeeds> = treekemWith(rfc9420Derivation)
/** `treekem18`: TreeKEM of 2018, its secrets hashed up from the leaf. */
export const treekem18: Layer.Layer<Cgka, never, TreeKemNeeds> = treekemWith(derivation2018)
/** `treekem-d05`: what stood between the two, draft-04 to -06. */
export const treekemD05: Layer.Layer<Cgka, never, TreeKemNeeds> = treekemWith(derivationD05)
