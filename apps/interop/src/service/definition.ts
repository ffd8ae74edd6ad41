import { loadPackageDefinition, type ServiceClientConstructor } from "@grpc/grpc-js"
import { fromJSON } from "@grpc/proto-loader"
import { calls } from "./calls.ts"
import { messages } from "./messages.ts"

type Namespace = Parameters<typeof fromJSON>[0]

/** The interface in the JSON form of protobuf.js. */
const namespace = (): Namespace => {
  const types = Object.entries(messages).map(([name, fields]) => [
    name,
    {
      fields: Object.fromEntries(
        Object.entries(fields).map(([field, [id, type, rule]]: [string, readonly [number, string, string?]]) => [
          field,
          { id, type, ...(rule === undefined ? {} : { rule }) }
        ])
      )
    }
  ])
  const methods = Object.fromEntries(
    Object.entries(calls).map(([name, [requestType, responseType]]) => [name, { requestType, responseType }])
  )
  return { nested: { mls_client: { nested: { ...Object.fromEntries(types), MLSClient: { methods } } } } }
}

/** The interface as grpc-js takes it. A message that comes in has all its fields; 64-bit numbers are decimal digits. */
export const packageDefinition = (): ReturnType<typeof fromJSON> => fromJSON(namespace(), { keepCase: true, defaults: true, longs: String })

/** The service, and a constructor of clients for it. */
export const serviceClient = (): ServiceClientConstructor => {
  const found = loadPackageDefinition(packageDefinition())["mls_client"]
  if (found === undefined || typeof found === "function" || "format" in found) throw new Error("mls_client is no package")
  const client = found["MLSClient"]
  if (typeof client !== "function") throw new Error("MLSClient is no service")
  return client
}
