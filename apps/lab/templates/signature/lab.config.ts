import { defineConfig } from "@copath/profile-lab"

/** What `lab run` does in this folder when its flags say nothing else. */
export default defineConfig({ plugins: ["./src/index.ts"], vary: ["signature=static,my-scheme"] })
