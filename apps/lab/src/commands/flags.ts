import { Flag } from "effect/cli"

/** A text that may be given several times. */
export const many = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.atLeast(0))

/** A text that may be left out. */
export const maybe = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

/** A whole number, with what it is unless it is said. */
export const whole = (name: string, value: number, description: string) =>
  Flag.Int(name).pipe(Flag.withDescription(description), Flag.withDefault(value))

/** A whole number that may be left out. */
export const maybeWhole = (name: string, description: string) => Flag.Int(name).pipe(Flag.withDescription(description), Flag.optional)

/** Yes, where it stands. */
export const toggle = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))

/** A text, with what it is unless it is said. */
export const text = (name: string, metavar: string, value: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.withDefault(value))
