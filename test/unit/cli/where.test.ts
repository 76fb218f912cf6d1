import { describe, expect, test } from 'vitest';
import type { SpecFiles } from '#cli/spec-files.js';
import { narrow, narrowAsBefore, readerOf, whereOf } from '#cli/where.js';
import { cellOf } from '#domain/cell.js';
import { axisName, levelId } from '#domain/names.js';
import { cellViews } from '#report/cell-view.js';
import { selectablesOf } from '#report/selectable.js';
import { quickstart } from '#test/report/quickstart.js';
import { selectable } from '#test/selector.js';
import { question } from '#test/simulation/question.js';
import { fleet } from '#test/spec/fleet.js';

const cells = ['pi-5', 'jetson-nano'].flatMap((device) =>
  ['fp32', 'int8'].map((precision) =>
    selectable({
      levels: { device, precision },
      state: 'measured',
      metrics: { latency: precision === 'int8' ? 2e6 : 9e6 },
    }),
  ),
);
const slugs = (text: string, known?: 'planned'): readonly string[] =>
  whereOf(text, cells, (cell) => cell, known).map(({ slug }) => slug);
const saidOf = (text: string, known?: 'planned'): string => {
  try {
    return slugs(text, known).join();
  } catch (error) {
    if (error instanceof Error && error.name === 'UserMistake') return error.message;
    throw error;
  }
};

test('the cells that are meant, in their order', () => {
  expect(slugs('precision:int8 or device:jetson*')).toEqual(['pi-5/int8', 'jetson-nano/fp32', 'jetson-nano/int8']);
  expect(slugs('latency<5ms and not device:pi*')).toEqual(['jetson-nano/int8']);
});

describe('mistakes show the place and what to do', () => {
  test.each([
    [
      'precision:int8 devise:pi-5',
      [
        '--where: unknown field "devise"',
        '  precision:int8 devise:pi-5',
        '                 ^^^^^^',
        'help: did you mean "device"? fields: device, precision, cell, state, outcome, board',
      ],
    ],
    [
      'not device:jetson-nan',
      [
        '--where: no cell has a device "jetson-nan"',
        '  not device:jetson-nan',
        '             ^^^^^^^^^^',
        'help: did you mean "jetson-nano"? the levels of device are jetson-nano, pi-5',
      ],
    ],
    [
      'latency<10',
      ['--where: a number for latency needs a unit', '  latency<10', '          ^^', 'help: units: ns, us, ms, s, min'],
    ],
    [
      'device:pi-5 and',
      [
        '--where: expected FIELD:VALUE or METRIC<NUMBER, found the end',
        '  device:pi-5 and',
        '                 ^',
        'help: write terms such as device:pi-5, state:failed or latency<10ms; several values of one field with commas: device:a,b',
      ],
    ],
    [
      'latency<1ms device:pi-5',
      [
        '--where: no cell matches latency<1ms device:pi-5',
        '  latency<1ms alone selects 0 of 4 cells',
        '  device:pi-5 alone selects 2 of 4 cells',
        'help: the levels of device are pi-5, jetson-nano; latency is from 2.00 ms to 9.00 ms',
      ],
    ],
    ['state:failed', ['--where: no cell matches state:failed', 'help: states: 4 measured']],
    ['p90<1s', ['--where: no cell matches p90<1s', 'help: p90 is known of no cell']],
  ])('%s', (text, lines) => expect(saidOf(text).split('\n')).toEqual(lines));

  test('an axis with one level has no others to choose from', () => {
    const one = [selectable({ levels: { device: 'pi-5' } })];
    expect(() => whereOf('device:pi-4', one, (cell) => cell)).toThrow(/the only level of device is pi-5$/);
  });

  test('a plan has no states and no numbers', () => {
    expect(saidOf('device:pi-5 and state:failed', 'planned')).toContain(
      '"state" is not known before anything is measured',
    );
  });

  test('a long selector is cut around the place, and nothing of it is obeyed by a terminal', () => {
    const said = saidOf(`${'device:pi-5 '.repeat(50)}\u001b[31m or ${'device:pi-5 '.repeat(50)}`);
    const [, excerpt = '', carets = ''] = said.split('\n');
    expect(said).not.toContain('\u001b');
    expect(excerpt.length).toBeLessThan(180);
    expect(excerpt.slice(carets.indexOf('^')).startsWith('\\u001b[31m')).toBe(true);
  });
});

test('asks a run set for the numbers that show prints', () => {
  const run = quickstart();
  const views = cellViews(run);
  const all = selectablesOf(run.plan, views);
  const chosen = (text: string): readonly string[] => whereOf(text, all, (cell) => cell).map(({ slug }) => slug);
  const latencies = views.flatMap(({ slug, numbers }) => {
    const medianNs = numbers?.latency.medianNs ?? null;
    return medianNs === null ? [] : [{ slug, medianNs }];
  });
  expect(latencies.length).toBeGreaterThan(1);
  const most = Math.max(...latencies.map(({ medianNs }) => medianNs));
  expect(chosen(`latency<${most}ns`)).toEqual(
    latencies.filter(({ medianNs }) => medianNs < most).map(({ slug }) => slug),
  );
  expect(chosen('state:measured')).toEqual(views.filter(({ state }) => state === 'measured').map(({ slug }) => slug));
  const topOne = views.filter(({ numbers }) => numbers?.accuracy.some(({ top }) => top === 1));
  expect(chosen('top-1>=0%')).toEqual(topOne.map(({ slug }) => slug));
});

describe('an experiment', () => {
  const files: SpecFiles = {
    ...question,
    folder: '/',
    spec: { name: 'x.yaml', text: '' },
    inventoryText: null,
    missing: [],
  };
  const all = files.expansion.cells.length;
  const precisions = (of: SpecFiles): readonly unknown[] => [
    ...new Set(of.expansion.cells.map(({ cell }) => cell.levels.get(axisName('precision')))),
  ];

  test('is narrowed before it is planned, and says of how many', () => {
    const { files: some, narrowed } = narrow(files, ' precision:int8 ');
    expect(precisions(some)).toEqual(['int8']);
    expect(some.expansion.cells.length).toBe(all / 2);
    expect(narrowed).toEqual({ where: 'precision:int8', of: all });
    expect(narrow(files, undefined)).toEqual({ files, narrowed: null });
  });

  test('a board selects the cells of the devices that it offers', () => {
    const onAlpha = narrow(files, 'board:alpha-2').files.expansion.cells;
    expect(onAlpha).toEqual(narrow(files, 'device:alpha').files.expansion.cells);
  });

  test('is narrowed again as it was, even if it has lost a level since', () => {
    expect(() => narrow(files, 'precision:int8,gone')).toThrow('no cell has a precision "gone"');
    expect(precisions(narrowAsBefore(files, 'precision:int8,gone'))).toEqual(['int8']);
    expect(narrowAsBefore(files, null)).toBe(files);
  });
});

test('before planning a cell is on the boards that its levels leave open', () => {
  const boardsOf = (levels: Readonly<Record<string, string>>): readonly string[] => {
    const cell = cellOf(new Map(Object.entries(levels).map(([axis, level]) => [axisName(axis), levelId(level)])));
    return readerOf(fleet)({ cell, protocol: question.experiment.protocol, notApplicable: null }).boards;
  };
  expect(boardsOf({ device: 'pi' })).toEqual(['pi-a', 'pi-b']);
  expect(boardsOf({ device: 'pi', board: 'pi-b' })).toEqual(['pi-b']);
  expect(boardsOf({ device: 'stick', host: 'pc' })).toEqual(['pc-1']);
});
