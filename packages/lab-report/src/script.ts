/** Puts a figure's table on the clipboard as CSV, raw values. The page's only script: its hash is in the page's policy. */
export const script = `
for (const button of document.querySelectorAll("button[data-copy]")) button.addEventListener("click", async () => {
  const quoted = (text) => (/[",\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text)
  const rows = [...document.getElementById(button.dataset.copy).rows]
  const text = rows.map((row) => [...row.cells].map((cell) => quoted(cell.dataset.raw ?? cell.textContent)).join(",")).join("\\n") + "\\n"
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
  setTimeout(() => (button.textContent = "Copy CSV"), 2000)
})
`

/** What the page's policy calls `script`: base64 of its SHA-256. */
export const scriptHash = "sha256-ovWMxlZMcegpkqpL/TOH4MMX3/D6piPLBrqqCpRwfHE="
