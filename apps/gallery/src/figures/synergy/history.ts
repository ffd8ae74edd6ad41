import { jointSeizure } from "@copath/lab-kat"

/** Who is seized: A commits first, and three others after it; B never does. */
export const thieves = { a: "0", b: "7" } as const

/** The states that the commits led to. */
export const commits: ReadonlyArray<number> = jointSeizure.events.flatMap((event, state) => (event.do === "rekey" ? [state] : []))
/** How many states there are. */
export const states: number = jointSeizure.events.length
