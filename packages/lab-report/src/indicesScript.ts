/** For the page's scripts: a bit row's run lengths, of which every second one is of set bits, as the indices of these (`indicesOf` of lab-core says the same). */
export const indicesScript = `
  const indices = (runs) => {
    const found = []
    let at = 0
    runs.forEach((length, i) => {
      if (i % 2 === 1) for (let k = 0; k < length; k++) found.push(at + k)
      at += length
    })
    return found
  }
`.trim()
