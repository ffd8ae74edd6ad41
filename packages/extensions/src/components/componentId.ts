import { type Codec, uint16 } from "@copath/codec"
import type { Random } from "@copath/contracts"
import { isGrease } from "@copath/wire"

/** `uint16 ComponentID` (draft-ietf-mls-extensions-09, 4.1): a part of an application, 0 to 65535. The application says which number means what. */
export type ComponentId = number
/** Codec of {@link ComponentId}. */
export const componentId: Codec<ComponentId> = uint16

/** Whether an id is one of the eight that exist to be ignored (draft-ietf-mls-extensions-09, 5.1 and 7.5); like ones from 0x8000 up are private. */
export const isGreaseComponent = (id: ComponentId): boolean => id < 0x8000 && isGrease(id)

/** One of the eight ids of {@link isGreaseComponent}, to be put beside real ones so that peers keep ignoring what they do not know. */
export const greaseComponent = (random: Random): ComponentId => 0x0a0a + 0x1010 * ((random(1).expose()[0] as number) & 7)
