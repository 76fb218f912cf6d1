/** Builds what `init` needs: eyes for model files. Kept apart from `compose`: no store and no board is touched. */
import { createLooker, type Looker } from '#adapters/models/look-into.js';
import { fileKindOf, headBytes } from '#parse/file-kind.js';
import { arrayLookOf, modelLookOf } from '#parse/model-facts.js';
import { packageRoot } from './package-root.js';

export function lookerIntoModels(): Looker {
  return createLooker(packageRoot(), { headBytes, fileKindOf, modelLookOf, arrayLookOf });
}
