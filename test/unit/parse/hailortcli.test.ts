/** Specimens are put together after the sources of hailortcli 4.20 to 5.2; none was printed here. */
import { describe, expect, it } from 'vitest';
import { parseHailortcli } from '#parse/hailortcli.js';
import { complete, figuresOf, specimen } from '#test/specimens/specimens.js';

const printed = (name: string): string => specimen('hailortcli', name);
const figures = (name: string) => figuresOf(complete(parseHailortcli(printed(name))));

const power = { 'power min module': 3.21, 'power mean module': 3.64, 'power max module': 3.7 };
const current = { 'current min module': 0.9615, 'current mean module': 1.10125, 'current max module': 1.12 };
const degrees = { 'temperature min module': 44.81, 'temperature mean module': 46.2, 'temperature max module': 47.35 };

describe('hailortcli on a terminal', () => {
  it('run: what the network does, and what the module takes for it', () => {
    const reading = complete(parseHailortcli(printed('run-streaming.txt')));
    expect(figuresOf(reading)).toEqual({
      'throughput mean': 1331.66,
      'latency mean hw': 2_410_000,
      'latency mean': 2_750_000,
      ...power,
      ...current,
      ...degrees,
    });
    expect(reading.figures[0]?.count).toBe(6659);
    expect(reading.facts).toEqual({
      mode: 'streaming',
      hef: 'resnet_v1_50.hef',
      network: 'resnet_v1_50',
      device: '0000:01:00.0',
      send_rate_mbit_per_second: 1603.58,
      recv_rate_mbit_per_second: 10.66,
    });
  });

  it('run on the hardware alone is no inference of a program', () => {
    expect(figures('run-hw-only.txt')).toEqual({ 'throughput mean hw_only': 219.21 });
    expect(parseHailortcli(printed('run-hw-only.txt')).warnings).toHaveLength(1);
  });

  it('run of two networks: the second carries its name', () => {
    expect(
      complete(parseHailortcli(printed('run-two-groups.txt'))).figures.map(({ scope, value }) => [scope, value]),
    ).toEqual([
      ['inference', 200.19],
      ['inference of classifier', 800.76],
    ]);
  });

  it('run of a group with two networks: the figures are theirs', () => {
    const text = printed('run-two-groups.txt')
      .replace(' Network group: detector\n', ' Network group: both\n  Network: both/detector\n')
      .replace('\n Network group: classifier\n', '  Network: both/classifier\n');
    const { figures, facts } = complete(parseHailortcli(text));
    expect(figures.map(({ scope, value }) => [scope, value])).toEqual([
      ['inference', 200.19],
      ['inference of both/classifier', 800.76],
    ]);
    expect(facts).toMatchObject({ network: 'both' });
  });

  it('benchmark to 5.0.0 and since 5.0.1', () => {
    expect(figures('benchmark-5.0.0.txt')).toEqual({
      'throughput mean hw_only': 1331.83,
      'throughput mean': 1331.66,
      'latency mean hw': 2_412_750,
      'power mean module': 3.640_01,
      'power max module': 3.703_12,
    });
    expect(parseHailortcli(printed('benchmark-5.0.0.txt')).warnings).toEqual([
      'Using the overcurrent protection dvm for power measurement will disable the overcurrent protection.',
    ]);
    expect(figures('benchmark-5.2.0.txt')).toEqual({ 'throughput mean': 1331.84, ...power, ...degrees });
    expect(parseHailortcli(printed('benchmark-5.2.0.txt')).warnings).toEqual(['Measurement current is not supported']);
  });

  it('run2: the last lines it writes over the others, when it is done', () => {
    expect(figures('run2.txt')).toEqual({
      'throughput mean': 1331.84,
      'latency mean hw': 2_410_000,
      'latency mean': 2_750_000,
      ...power,
      ...degrees,
    });
    const half = printed('run2.txt').slice(0, printed('run2.txt').indexOf('[===================>]'));
    expect(parseHailortcli(half)).toMatchObject({ kind: 'incomplete', missing: ['end-of-the-run'] });
  });

  it('measure-power: the unit says what was measured', () => {
    expect(figures('measure-power.txt')).toEqual({
      'power max module': 3.703_12,
      'power min module': 3.2125,
      'power mean module': 3.640_01,
      'sampling-interval mean module': 281_627_000,
    });
    expect(figures('measure-current.txt')).toMatchObject({ 'current mean module': 1.101_25 });
    expect(complete(parseHailortcli(printed('measure-current.txt'))).figures[0]?.count).toBe(35);
    expect(figures('measure-once.txt')).toEqual({ 'power value module': 1.218_75 });
  });

  it('says what it cannot measure', () => {
    const text = printed('run2.txt').replaceAll('hw latency: 2.41 ms', 'hw latency: NaN (err)');
    expect(figuresOf(complete(parseHailortcli(text)))).toMatchObject({
      'latency mean hw': null,
      'latency mean': 2_750_000,
    });
  });
});

describe('files of hailortcli', () => {
  it('CSV: what is empty was not measured', () => {
    expect(figures('run.csv')).toEqual({
      'throughput mean': 1331.66,
      'latency mean hw': 2_412_750,
      'latency mean': 2_753_180,
      'power min module': 3.2125,
      'power mean module': 3.640_01,
      'power max module': 3.703_12,
      'temperature min module': 44.8125,
      'temperature mean module': 46.2004,
      'temperature max module': 47.35,
    });
    expect(figures('run-no-power.csv')).toEqual({ 'throughput mean': 1331.66, 'latency mean hw': 2_412_750 });
    expect(figures('benchmark.csv')).toMatchObject({ 'throughput mean': 1331.66, 'throughput mean hw_only': 1331.83 });
  });

  it('JSON of run2, whose numbers are texts', () => {
    const reading = complete(parseHailortcli(printed('run2.json')));
    expect(figuresOf(reading)).toMatchObject({
      'throughput mean': 1331.841_553,
      'latency mean hw': 2_412_751,
      'current mean module': 1.101_25,
      'temperature max module': 47.35,
    });
    expect(reading.figures.map(({ line }) => line).slice(0, 4)).toEqual([8, 9, 10, 18]);
    expect(reading.facts).toMatchObject({ mode: 'full_async', hef: '/opt/models/resnet_v1_50.hef' });
  });
});

describe('what is no result of hailortcli', () => {
  it.each([
    ['run-no-device.txt', /not enough free devices/, ['result']],
    ['run-failed.csv', /^HAILO_OUT_OF_PHYSICAL_DEVICES$/, ['throughput']],
    ['version-mismatch.txt', /does not match/, ['result']],
  ])('%s', (name, said, missing) => {
    const reading = parseHailortcli(printed(name));
    expect(reading).toMatchObject({ kind: 'incomplete', missing, figures: [] });
    expect(reading.said).toMatch(said);
  });

  it.each([
    ['run-streaming.txt', '    FPS: 1331.66', '    FPS: 1331,66', 10, 'comma-in-number'],
    ['run-streaming.txt', '2.41 ms', '2.41 Mbit/s', 13, 'unknown-unit'],
    ['run-streaming.txt', '1603.58 Mbit', '1603,58 Mbit', 11, 'comma-in-number'],
    ['benchmark-5.2.0.txt', 'mean=3.64', 'mean=3,64', 8, 'comma-in-number'],
    ['measure-power.txt', 'Average value (W)', 'Average value (kW)', 6, 'unknown-unit'],
    ['run.csv', '1331.66', '1331,66', 2, 'wrong-form'],
    ['run2.json', '"1331.841553"', '"1331,841553"', 8, 'comma-in-number'],
    ['run2.json', '3.640013 W', '3.640013 kW', 20, 'unknown-unit'],
    ['run2.json', '"time":', '"time"', 2, 'wrong-form'],
    ['run2.json', '"hw_latency": 2.412751', '"FPS": 2.412751', 9, 'wrong-form'],
  ])('%s with %s as %s', (name, from, to, line, problem) => {
    expect(parseHailortcli(printed(name).replace(from, to))).toMatchObject({ kind: 'unreadable', line, problem });
  });

  it('is a JSON file that ends too soon, wherever', () => {
    const text = printed('run2.json').trimEnd();
    const kinds = new Set([...text].map((_, at) => parseHailortcli(text.slice(0, at)).kind));
    expect([...kinds]).toEqual(['incomplete']);
  });
});
