import { loadSync } from "@grpc/proto-loader"
import { describe, expect, test } from "vitest"
import { locateInterop } from "../src/scripts/files.ts"
import { calls } from "../src/service/calls.ts"
import { packageDefinition } from "../src/service/definition.ts"
import { messages } from "../src/service/messages.ts"

interface Described {
  readonly field: ReadonlyArray<Readonly<Record<"name" | "number" | "type" | "typeName" | "label", unknown>>>
}

interface Loaded {
  readonly [name: string]: object
}

const isMessage = (value: object): value is { readonly type: Described } => "format" in value && "type" in value

/** Every message's fields: name, number, type, whether it is repeated. */
const fieldsIn = (definition: Loaded) =>
  Object.entries(definition)
    .flatMap(([name, value]) =>
      isMessage(value)
        ? [
            [
              name,
              value.type.field.map(({ label, name: field, number, type, typeName }) => [field, number, type, typeName, label])
            ] as const
          ]
        : []
    )
    .toSorted(([a], [b]) => a.localeCompare(b))

interface Method {
  readonly path: string
  readonly requestStream: boolean
  readonly responseStream: boolean
  readonly requestType: { readonly type: { readonly name: string } }
  readonly responseType: { readonly type: { readonly name: string } }
}

const methodsIn = (definition: Loaded) =>
  Object.values((definition["mls_client.MLSClient"] ?? {}) as Readonly<Record<string, Method>>)
    .map((m) => [m.path, m.requestType.type.name, m.responseType.type.name, m.requestStream, m.responseStream] as const)
    .toSorted(([a], [b]) => a.localeCompare(b))

test("the interface has 34 calls", () => {
  expect(Object.keys(calls)).toHaveLength(34)
  expect(methodsIn(packageDefinition())).toHaveLength(34)
})

const proto = locateInterop("mls_client.proto")
if (proto === undefined) {
  console.warn("mls_client.proto is MISSING: our description was NOT compared with it (set COPATH_VECTORS)")
}

describe.skipIf(proto === undefined)("beside the working group's mls_client.proto", () => {
  // proto-loader makes camelCase out of the file's names, as ours are.
  const theirs = proto === undefined ? {} : loadSync(proto, {})

  test("our messages have the same fields, numbers and types", () => {
    expect(fieldsIn(packageDefinition())).toEqual(fieldsIn(theirs))
    expect(fieldsIn(theirs)).toHaveLength(Object.keys(messages).length)
  })

  test("our calls have the same paths, requests and responses", () => {
    expect(methodsIn(packageDefinition())).toEqual(methodsIn(theirs))
  })
})
