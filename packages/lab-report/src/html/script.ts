/** Puts a table on the clipboard as CSV, raw values, or a text as it is. The page's only script: its hash is in the page's policy. */
export const script = `
for (const button of document.querySelectorAll("button[data-copy]")) button.addEventListener("click", async () => {
  const name = (button.dataset.name ??= button.textContent)
  const source = document.getElementById(button.dataset.copy)
  const quoted = (text) => (/[",\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text)
  const csv = () => [...source.rows].map((row) => [...row.cells].map((cell) => quoted(cell.dataset.raw ?? cell.textContent)).join(",")).join("\\n") + "\\n"
  const text = source.rows === undefined ? source.textContent : csv()
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = "Copied"
  } catch {
    const area = document.body.appendChild(document.createElement("textarea"))
    area.value = text
    area.select()
    button.textContent = document.execCommand("copy") ? "Copied" : "Not allowed to copy"
    area.remove()
    button.focus()
  }
  setTimeout(() => (button.textContent = name), 2000)
})
`

/** What the page's policy calls `script`: base64 of its SHA-256. */
export const scriptHash = "sha256-XAQslu56NTENHi6pYS/sba1BiKFbqY/7jFy+KhH80O4="
