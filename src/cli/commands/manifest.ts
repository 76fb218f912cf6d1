/** `orchestrate manifest [RUN]`: the record from which a run set can be verified, as canonical JSON on one line. */
import { Command } from 'commander';
import { print } from '../output.js';
import { environmentsOf, reading } from '../reading.js';
import { selectRun } from '../select-run.js';

export function manifestCommand(): Command {
  return new Command('manifest')
    .description('the manifest of a run set: inputs, recipes, attempts and digests')
    .argument('[run]', 'run set: id, unique beginning, name, experiment, @latest~1', '@latest')
    .option('--json', 'as without it: a manifest is JSON (schemas/manifest.schema.json)')
    .action(async (wanted: string, _options: { readonly json?: true }, command: Command) => {
      await reading(command, async ({ reader }) => {
        const { canonicalJson } = await import('#core/canonical-json.js');
        const { manifestOf, plainManifest } = await import('#report/manifest.js');
        const { version } = await import('../version.js');
        const runSet = selectRun(reader.runSets(), wanted);
        const records = reader.records(runSet.id);
        const manifest = manifestOf({
          runSet,
          records,
          version,
          plan: reader.plan(runSet.id),
          artifacts: reader.artifacts(),
          environments: environmentsOf(reader, records),
        });
        print([canonicalJson(plainManifest(manifest))]);
      });
    });
}
