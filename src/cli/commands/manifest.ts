/** `orchestrate manifest [RUN]`: the record from which a run set can be verified, as canonical JSON on one line. */
import { Command } from 'commander';
import { print } from '../output.js';
import { environmentsOf, reading } from '../reading.js';
import { selectRun } from '../select-run.js';

const examples = `
Examples:
  $ orchestrate manifest > manifest.json                      keep it elsewhere: \`verify --manifest\` compares with it
  $ orchestrate manifest baseline | jq -r '.subject[].name'   the files that it names by their digests

Exit codes: 0 printed; 2 a mistake in what was asked.`;

export function manifestCommand(): Command {
  return new Command('manifest')
    .description('the manifest of a run set: inputs, recipes, attempts and digests')
    .argument('[run]', 'run set: id, unique beginning, name, experiment, @latest~1', '@latest')
    .option('--json', 'as without it: a manifest is JSON (schemas/manifest.schema.json)')
    .addHelpText('after', examples)
    .action(async (wanted: string, _options: { readonly json?: true }, command: Command) => {
      await reading(command, async ({ reader }) => {
        const { canonicalJson } = await import('#core/canonical-json.js');
        const { manifestOf, plainManifest } = await import('#report/manifest.js');
        const { visibleJson } = await import('#wording/control.js');
        const { version } = await import('../version.js');
        const runSet = selectRun(reader.runSets(), wanted);
        const records = reader.records(runSet.id);
        const imported = runSet.imported ? reader.imported(runSet.id) : undefined;
        const manifest = manifestOf({
          runSet,
          records,
          version,
          ...(imported ? { imported } : {}),
          plan: reader.plan(runSet.id),
          artifacts: reader.artifacts(),
          environments: environmentsOf(reader, records),
        });
        print([visibleJson(canonicalJson(plainManifest(manifest)))]);
      });
    });
}
