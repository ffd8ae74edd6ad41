import { status } from "@grpc/grpc-js"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeClient } from "../src/client/client.ts"
import { listen, type Listening } from "../src/service/server.ts"
import { dial, type Stub } from "../src/service/stub.ts"

let server: Listening
let client: Stub
beforeAll(async () => {
  server = await listen(makeClient("node"), 0)
  client = dial(server.address)
})
afterAll(() => {
  client.close()
  server.stop()
})

const bytes = (text: string): Uint8Array => Buffer.from(text)

/** Code and message of a call that must fail. */
const failure = async (call: Promise<unknown>): Promise<{ readonly code: unknown; readonly details: string }> =>
  call.then(
    () => ({ code: "no failure", details: "" }),
    (error: { readonly code: unknown; readonly details: string }) => ({ code: error.code, details: error.details })
  )

const group = async (...members: ReadonlyArray<string>) => {
  const created = await client.CreateGroup({ groupId: bytes(`group of ${members.join()}`), cipherSuite: 1, identity: bytes("alice") })
  const made = await Promise.all(members.map((name) => client.CreateKeyPackage({ cipherSuite: 1, identity: bytes(name) })))
  const byValue = made.map(({ keyPackage }) => ({ proposalType: bytes("add"), keyPackage }))
  const { welcome } = await client.Commit({ stateId: created.stateId, byValue })
  await client.HandlePendingCommit({ stateId: created.stateId })
  const joined = await Promise.all(made.map(({ transactionId }) => client.JoinGroup({ transactionId, welcome })))
  return [created.stateId, ...joined.map(({ stateId }) => stateId)] as const
}

test("the client tells its name and suites 1 to 7", async () => {
  expect((await client.Name({})).name).toContain("Copath")
  expect((await client.SupportedCiphersuites({})).ciphersuites).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test("a key package comes with its private keys", async () => {
  const made = await client.CreateKeyPackage({ cipherSuite: 2, identity: bytes("bob") })
  expect([made.initPriv.length, made.encryptionPriv.length, made.signaturePriv.length]).toEqual([32, 32, 32])
})

describe("a call that cannot be followed", () => {
  test.each([
    ["StateAuth", "member"],
    ["Free", "member"],
    ["HandlePendingReInitCommit", "member"]
  ] as const)("%s of a state that nobody has is NOT_FOUND", async (call, kind) => {
    expect(await failure(client[call]({ stateId: 4_000_000_000 }))).toEqual({
      code: status.NOT_FOUND,
      details: `BadRequest: UnknownId: there is no ${kind} 4000000000`
    })
  })

  test("the number of another kind of thing is NOT_FOUND", async () => {
    const { transactionId } = await client.CreateKeyPackage({ cipherSuite: 1, identity: bytes("bob") })
    expect((await failure(client.StateAuth({ stateId: transactionId }))).code).toBe(status.NOT_FOUND)
  })

  test("a suite that is none is UNIMPLEMENTED", async () => {
    const call = client.CreateGroup({ groupId: bytes("g"), cipherSuite: 99, identity: bytes("alice") })
    expect(await failure(call)).toEqual({ code: status.UNIMPLEMENTED, details: "BadRequest: UnknownSuite: 99 is no suite of ours" })
  })

  test("a proposal type that is none is INVALID_ARGUMENT, and so is a ReInit by value", async () => {
    const [stateId] = await group("bob")
    for (const type of ["nonsense", "reinit"]) {
      const { code } = await failure(client.Commit({ stateId, byValue: [{ proposalType: bytes(type) }] }))
      expect(code).toBe(status.INVALID_ARGUMENT)
    }
  })

  test("the removal of a stranger is NOT_FOUND", async () => {
    const [stateId] = await group("bob")
    expect(await failure(client.RemoveProposal({ stateId, removedId: bytes("zoe") }))).toEqual({
      code: status.NOT_FOUND,
      details: "BadRequest: UnknownMember: nobody in the group is called zoe"
    })
  })

  test("bytes that do not decode are INVALID_ARGUMENT, with the place of the fault", async () => {
    const [stateId] = await group("bob")
    const { code, details } = await failure(client.Unprotect({ stateId, ciphertext: bytes("xyz") }))
    expect(code).toBe(status.INVALID_ARGUMENT)
    expect(details).toMatch(/^DecodeError: .*MLSMessage|^DecodeError: /)
  })

  test("a message of another kind is INVALID_ARGUMENT", async () => {
    const [stateId] = await group("bob")
    const { groupInfo } = await client.GroupInfo({ stateId })
    expect((await failure(client.AddProposal({ stateId, keyPackage: groupInfo }))).details).toContain("a key package was expected")
  })

  test("application data while proposals wait is FAILED_PRECONDITION (V084)", async () => {
    const [stateId] = await group("bob")
    await client.UpdateProposal({ stateId })
    const { code, details } = await failure(client.Protect({ stateId, plaintext: bytes("hi") }))
    expect(code).toBe(status.FAILED_PRECONDITION)
    expect(details).toContain("PendingProposals (V084)")
  })

  test("an unknown pre-shared key is FAILED_PRECONDITION", async () => {
    const [stateId] = await group("bob")
    const byValue = [{ proposalType: bytes("externalPSK"), pskId: bytes("unknown") }]
    expect((await failure(client.Commit({ stateId, byValue }))).code).toBe(status.FAILED_PRECONDITION)
  })

  test("a commit that removes the member is FAILED_PRECONDITION for that member", async () => {
    const [alice, bob] = await group("bob")
    const { commit } = await client.Commit({ stateId: alice, byValue: [{ proposalType: bytes("remove"), removedId: bytes("bob") }] })
    expect(await failure(client.HandleCommit({ stateId: bob ?? 0, commit }))).toEqual({
      code: status.FAILED_PRECONDITION,
      details: "BadRequest: Removed: this commit removes the member from the group"
    })
  })

  test("an external signer that the group does not list is FAILED_PRECONDITION", async () => {
    const [stateId] = await group("bob")
    const { signerId } = await client.CreateExternalSigner({ cipherSuite: 1, identity: bytes("ds") })
    const { groupInfo } = await client.GroupInfo({ stateId })
    const description = { proposalType: bytes("remove"), removedId: bytes("bob") }
    expect(await failure(client.ExternalSignerProposal({ signerId, groupInfo, description }))).toEqual({
      code: status.FAILED_PRECONDITION,
      details: "BadRequest: NotListed: the signer is no external sender of the group"
    })
  })
})

test("a failed call changes nothing: the member goes on", async () => {
  const [alice, bob = 0] = await group("bob")
  const { ciphertext } = await client.Protect({ stateId: alice, authenticatedData: bytes("seen"), plaintext: bytes("hello") })
  await failure(client.Unprotect({ stateId: bob, ciphertext: ciphertext.subarray(0, ciphertext.length - 1) }))
  const opened = await client.Unprotect({ stateId: bob, ciphertext })
  expect(Buffer.from(opened.plaintext).toString()).toBe("hello")
  expect(Buffer.from(opened.authenticatedData).toString()).toBe("seen")
  expect((await failure(client.Unprotect({ stateId: bob, ciphertext }))).details).toContain("KeyConsumed")
})

test("calls at once are answered one after another: no generation is used twice", async () => {
  const [alice, bob = 0] = await group("bob")
  const sent = await Promise.all(["a", "b", "c", "d"].map((text) => client.Protect({ stateId: alice, plaintext: bytes(text) })))
  const heard = await Promise.all(sent.map(({ ciphertext }) => client.Unprotect({ stateId: bob, ciphertext })))
  expect(heard.map(({ plaintext }) => Buffer.from(plaintext).toString()).toSorted()).toEqual(["a", "b", "c", "d"])
})
