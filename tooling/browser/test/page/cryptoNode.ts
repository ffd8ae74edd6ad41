import { noblePostQuantumSuite, nobleSuite } from "@copath/crypto-noble"

/*
 * `@copath/crypto-node` in a page: tests that take its suites get those of `@copath/crypto-noble`, which are the ones a browser has. The parts
 * of a suite have the same names in both.
 */
export * from "@copath/crypto-noble"
export { noblePostQuantumSuite as nodePostQuantumSuite, nobleSuite as nodeSuite }

/** Of Node one has to ask. */
export const hasPostQuantum = (): boolean => true
