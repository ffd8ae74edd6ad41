import { client } from "./promise.ts"

/** The facade for programs with promises; `openClient` is the same for programs in Effect. */
export const Mls = { client } as const
