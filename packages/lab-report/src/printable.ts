/** A text that cannot control the terminal: a name may hold anything, escape sequences included. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, "\u{FFFD}")
