/** `init [MODEL...]`: a first experiment and inventory that run, written from what the model files say of themselves. */
import { Command, InvalidArgumentError } from 'commander';
import type { AskedShape } from '#spec/starter-input.js';
import type { InitOptions } from '../init-options.js';

const examples = `
Examples:
  $ orchestrate init models/resnet.onnx
  $ orchestrate init resnet.fp32.onnx resnet.int8.onnx     one model in two precisions, by their names
  $ orchestrate init encoder.onnx --shape audio=1x80x3000  where the file leaves sizes free
  $ orchestrate init digits.onnx --data images.npy --labels labels.npy
  $ orchestrate init --quickstart                          the shipped example with its models

Writes experiments/NAME.yaml, inventory/this-machine.yaml and the schemas that an editor completes from. Files that
are there are kept; --force replaces the experiment. Models stay where they are. Precisions are told from the weights.

Exit codes: 0 written; 2 nothing was written, and why.`;

export function initCommand(): Command {
  return new Command('init')
    .description('write an experiment and an inventory for models of your own')
    .argument('[models...]', 'model files (ONNX)')
    .option('--quickstart', 'copy the shipped example into this folder')
    .option('--name <name>', 'name of the experiment (default: the model)', nameOf)
    .option('--shape <shape>', 'input shape, as 1x3x224x224 or NAME=1x3x224x224; may be given several times', shapesOf)
    .option('--precision <precision>', 'of the files, instead of what their weights say')
    .option('--data <file>', 'NumPy file of float32 items to feed instead of random numbers')
    .option('--labels <file>', 'NumPy file with an integer for each item: counts top-1 and top-5')
    .option('--board <name>', 'board of the inventory (default: this-machine, or the first that is there)', boardOf)
    .option('--sessions <number>', 'fresh processes for each cell (default: 5)', sessionsOf)
    .option('--copy', 'copy files from outside this folder into models/ and data/')
    .option('--force', 'replace the experiment if it is there')
    .option('--json', 'what was written, as JSON (schemas/init.schema.json)')
    .addHelpText('after', examples)
    .action(async (models: readonly string[], options: InitOptions) => {
      const { initProject } = await import('../init-project.js');
      await initProject(models, options);
    });
}

function nameOf(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/.test(text)) return text;
  throw new InvalidArgumentError('use letters, digits and . _ + -, at most 100');
}

/** People write here what they would give to ssh. */
function boardOf(text: string): string {
  if (/[@:/]/.test(text)) {
    throw new InvalidArgumentError(
      'init begins with this machine, under any name; a board over SSH is a line of the inventory it writes: `ssh: pi@lab` in place of `local: true` (docs/inventory.md)',
    );
  }
  return nameOf(text);
}

function shapesOf(text: string, before: readonly AskedShape[] = []): readonly AskedShape[] {
  const found = /^(?:(.+)=)?([1-9]\d{0,8}(?:[x,×][1-9]\d{0,8}){0,15})$/.exec(text);
  if (!found) throw new InvalidArgumentError('expected sizes such as 1x3x224x224, or NAME=1x3x224x224');
  return [...before, { input: found[1] ?? null, sizes: (found[2] ?? '').split(/[x,×]/).map(Number) }];
}

function sessionsOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1000) return count;
  throw new InvalidArgumentError('expected a whole number from 1 to 1000');
}
