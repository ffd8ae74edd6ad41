import { defineConfig } from "@copath/profile-lab"

/** What `lab run` does in this folder when its flags say nothing else. The AEAD is one that this protection may use, for both. */
export default defineConfig({ plugins: ["./src/index.ts"], vary: ["protection=secret-tree,my-scheme", "aead=aes-gcm-siv"] })
