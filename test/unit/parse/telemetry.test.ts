/** Specimens are put together after what the vendors and the kernel document; none was printed here. */
import { describe, expect, it } from 'vitest';
import { parseHwmon } from '#parse/hwmon.js';
import { parseNvidiaSmi } from '#parse/nvidia-smi.js';
import { parseTegrastats } from '#parse/tegrastats.js';
import type { ToolContent, ToolReading } from '#parse/tool-reading.js';
import { parseVcgencmd } from '#parse/vcgencmd.js';
import { complete, figuresOf, specimen } from '#test/specimens/specimens.js';

/** The samples, each by its columns. */
function samplesOf({ rows }: ToolContent): readonly Readonly<Record<string, number | string | null>>[] {
  const [table] = rows;
  if (!table) return [];
  return table.rows.map((row) => Object.fromEntries(table.columns.map(({ name }, at) => [name, row[at] ?? null])));
}

describe('tegrastats', () => {
  const read = (name: string): ToolReading => parseTegrastats(specimen('tegrastats', `${name}.txt`));
  const changed = (name: string, from: string, to: string): ToolReading =>
    parseTegrastats(specimen('tegrastats', `${name}.txt`).replace(from, to));

  it('JetPack 4 on a Nano: all columns, power without unit is milliwatts', () => {
    const samples = samplesOf(complete(read('jetpack4-nano')));
    expect(samples).toHaveLength(2);
    expect(samples[0]).toEqual({
      ram_used: 1187 * 2 ** 20,
      ram_total: 3964 * 2 ** 20,
      swap_used: 12 * 2 ** 20,
      swap_total: 1982 * 2 ** 20,
      cpu0_load: 0.3,
      cpu0_clock: 1_428_000_000,
      cpu1_load: 0.33,
      cpu1_clock: 1_428_000_000,
      cpu2_load: 0.28,
      cpu2_clock: 1_428_000_000,
      cpu3_load: null,
      emc_load: 0.1,
      emc_clock: 1_600_000_000,
      gpu_load: 0.84,
      gpu_clock: 921_000_000,
      // PMIC@100C is no reading.
      'temperature:PLL': 27,
      'temperature:CPU': 30.5,
      'temperature:GPU': 29,
      'temperature:AO': 35.5,
      'temperature:thermal': 29.75,
      'power:POM_5V_IN': 4.52,
      'power_average:POM_5V_IN': 4.68,
      'power:POM_5V_GPU': 1.32,
      'power_average:POM_5V_GPU': 1.402,
      'power:POM_5V_CPU': 1.078,
      'power_average:POM_5V_CPU': 1.205,
    });
  });

  it.each([
    ['jetpack4-nano', 'POM_5V_IN'],
    ['jetpack4-xavier', null],
    ['jetpack5-orin', null],
    ['jetpack6-orin-nx', 'VDD_IN'],
    ['jetpack7-thor', null],
  ])('%s: what goes into the module is %s', (name, rail) => {
    expect(complete(read(name)).facts).toEqual({ input_rail: rail });
  });

  it('a rail and a sensor of one name are two things', () => {
    expect(samplesOf(complete(read('jetpack4-xavier')))[0]).toMatchObject({
      'temperature:GPU': 38,
      'power:GPU': 0.12,
      'temperature:CPU': 37.5,
      'power:CPU': 0.311,
      'power:SYS5V': 1.482,
      'power_average:SYS5V': 1.47,
    });
  });

  it('JetPack 5: a sensor of a part that is off knows nothing; what is not connected is no rail', () => {
    const [sample] = samplesOf(complete(read('jetpack5-orin')));
    expect(sample).toMatchObject({
      time: '04-11-2026 10:36:27',
      'temperature:CV0': null,
      'temperature:GPU': null,
      'temperature:CPU': 44.562,
      gpu_load: 0,
      gpu_clock: 0,
      'power:VDD_GPU_SOC': 2.34,
      'power_average:VDD_GPU_SOC': 2.341,
    });
    expect(Object.keys(sample ?? {}).filter((name) => name.includes('NC'))).toEqual([]);
  });

  it('JetPack 7: the first of two temperatures and of three powers is of now', () => {
    expect(samplesOf(complete(read('jetpack7-orin')))[0]).toMatchObject({
      'temperature:cpu': 52.968,
      'power:VDD_CPU_CV': 3.268,
      'power_average:VDD_CPU_CV': 3.267,
      gpu_load: 0.12,
      gpu_clock: 1_300_000_000,
      gpu_clock2: 1_301_000_000,
    });
  });

  it('Thor prints no load of its graphics processor: there is none, and it is not zero', () => {
    const [sample] = samplesOf(complete(read('jetpack7-thor')));
    expect(sample).toMatchObject({ gpu_clock: 1_000_000_000, gpu_clock3: 998_000_000, 'power:VDD_GPU': -0.392 });
    expect(sample).not.toHaveProperty('gpu_load');
  });

  it('keeps whole lines alone, and says that the last was cut', () => {
    const text = specimen('tegrastats', 'jetpack6-orin-nx.txt');
    const cut = parseTegrastats(text.slice(0, -10));
    expect(cut).toMatchObject({ kind: 'incomplete', missing: ['end-of-the-last-line'] });
    expect(cut.kind === 'incomplete' && cut.rows[0]?.rows).toHaveLength(1);
    expect(parseTegrastats('no such file\n')).toMatchObject({ kind: 'incomplete', missing: ['samples'] });
  });

  it.each([
    ['45.5C soc2', '45,5C soc2', 'temperature:cpu', 'comma-in-number'],
    ['7615mW/', '7,615mW/', 'power:VDD_IN', 'comma-in-number'],
    ['12%@1420', 'x%@1420', 'cpu0_load', 'not-a-number'],
    ['RAM 6123/15389MB', 'RAM 6123/15389GB', 'ram_used', 'unknown-unit'],
    ['VDD_SOC 2000mW/1995mW', 'VDD_IN 2000mW/1995mW', 'power:VDD_IN', 'told-twice'],
  ])('%s as %s has a place', (from, to, figure, problem) => {
    expect(changed('jetpack6-orin-nx', from, to)).toMatchObject({ kind: 'unreadable', line: 1, figure, problem });
  });

  it('makes no power of what a newer release may print', () => {
    const reading = changed('jetpack6-orin-nx', ' APE 174', ' NEWUNIT 3/4 APE 174');
    expect(complete(reading).rows[0]?.columns.map(({ name }) => name)).not.toContain('power:NEWUNIT');
  });
});

describe('vcgencmd', () => {
  const read = (name: string): ToolReading => parseVcgencmd(specimen('vcgencmd', `${name}.txt`));

  it('reads what it is asked', () => {
    expect(figuresOf(complete(read('measure-temp')))).toEqual({ 'temperature value board': 48.3 });
    expect(complete(read('together')).figures.map(({ scope, unit, value }) => [scope, unit, value])).toEqual([
      ['board', 'celsius', 61.5],
      ['clock 0', 'hertz', 2_400_016_384],
      ['clock 1', 'hertz', 910_000_000],
      ['board', 'volts', 0.8563],
    ]);
  });

  it('names the bits, of now and since the start', () => {
    expect(complete(read('get-throttled')).facts).toEqual({
      throttled: '0x50005',
      under_voltage_now: true,
      under_voltage_since_boot: true,
      frequency_capped_now: false,
      frequency_capped_since_boot: false,
      throttled_now: true,
      throttled_since_boot: true,
      soft_temperature_limit_now: false,
      soft_temperature_limit_since_boot: false,
    });
    expect(complete(read('together')).facts).toMatchObject({
      soft_temperature_limit_now: true,
      under_voltage_since_boot: false,
      frequency_capped_since_boot: true,
      soft_temperature_limit_since_boot: true,
    });
    expect(complete(parseVcgencmd('throttled=0x100000\n')).facts).toMatchObject({ other_bits: '20' });
  });

  it('sums twelve rails, and says that the supply gives more', () => {
    const reading = complete(read('pmic-read-adc'));
    // Volts by amperes of each rail with both.
    const watts = 0.37 + 0.2648 + 0.27 + 0.0044 + 0 + 0.22 + 0.24 + 1.8 + 0 + 0.000_662 + 0.0024 + 0.102;
    const sum = reading.figures.find(({ name }) => name === 'power');
    expect(sum).toMatchObject({ statistic: 'sum', scope: 'rails', unit: 'watts', count: 12 });
    expect(sum?.value).toBeCloseTo(watts, 9);
    expect(reading.facts).toEqual({ power_is_less_than_input: true });
    expect(figuresOf(reading)).toMatchObject({ 'voltage value EXT5V': 5.0853, 'current value VDD_CORE': 2 });
  });

  it('sums nothing where a rail was lost', () => {
    const text = specimen('vcgencmd', 'pmic-read-adc.txt').replace(/^ *VDD_CORE_V.*\n/m, '');
    expect(parseVcgencmd(text)).toMatchObject({ kind: 'incomplete', missing: ['VDD_CORE_V'] });
  });

  it('never believes one of two', () => {
    const twice = parseVcgencmd("temp=48.3'C\ntemp=52.1'C\n");
    expect(twice).toMatchObject({ kind: 'unreadable', line: 2, problem: 'told-twice' });
    expect(parseVcgencmd('throttled=0x0\nthrottled=0x5\n')).toMatchObject({ line: 2, problem: 'told-twice' });
  });

  it('says what went wrong', () => {
    expect(read('not-registered')).toMatchObject({
      kind: 'incomplete',
      said: expect.stringContaining('not registered'),
    });
    expect(parseVcgencmd("temp=48,3'C\n")).toMatchObject({ kind: 'unreadable', problem: 'comma-in-number' });
    expect(parseVcgencmd('throttled=5\n')).toMatchObject({ kind: 'unreadable', figure: 'throttled' });
    expect(parseVcgencmd('frequency(48)=15000')).toMatchObject({ kind: 'incomplete', figures: [] });
  });
});

describe('nvidia-smi', () => {
  const read = (name: string): ToolReading => parseNvidiaSmi(specimen('nvidia-smi', name));

  it('reads values with their units', () => {
    const reading = complete(read('with-units.csv'));
    expect(reading.facts).toEqual({ name: 'NVIDIA GeForce RTX 4090', driver_version: '570.86.10' });
    expect(samplesOf(reading)[1]).toEqual({
      timestamp: '2026/11/20 10:00:00.205',
      name: 'NVIDIA GeForce RTX 4090',
      driver_version: '570.86.10',
      pstate: 'P2',
      'temperature.gpu': 49,
      'power.draw': 214.02,
      'power.draw.average': 209.66,
      'power.draw.instant': 216.31,
      'power.limit': 450,
      'clocks.current.sm': 2_520_000_000,
      'clocks.current.memory': 10_251_000_000,
      'utilization.gpu': 0.98,
      'memory.used': 1874 * 2 ** 20,
      'clocks_event_reasons.active': '0x0000000000000004',
      'clocks_event_reasons.sw_power_cap': 'Active',
      'clocks_event_reasons.hw_thermal_slowdown': 'Not Active',
    });
  });

  it('reads values without, of older drivers; what it does not know is null', () => {
    const samples = samplesOf(complete(read('nounits.csv')));
    expect(samples[0]).toMatchObject({ index: 0, 'temperature.gpu': 31, 'power.draw': null, 'utilization.gpu': 0 });
    expect(samples[1]).toMatchObject({ index: 1, 'power.draw': 58.24, 'memory.used': 4 * 2 ** 20 });
    expect(samples.map((sample) => sample['clocks_throttle_reasons.hw_slowdown'])).toEqual(['Not Active', null]);
  });

  it('knows nothing without its headings', () => {
    expect(read('noheader.csv')).toMatchObject({
      kind: 'unreadable',
      line: 1,
      figure: 'columns',
      problem: 'wrong-form',
    });
    expect(read('failed.txt')).toMatchObject({ kind: 'incomplete', said: expect.stringContaining('has failed') });
  });

  it('passes over what it says between its rows', () => {
    const reading = complete(read('interleaved.csv'));
    expect(samplesOf(reading)).toEqual([
      { 'temperature.gpu': 45, 'power.draw': 88.1 },
      { 'temperature.gpu': 46, 'power.draw': 90.25 },
    ]);
    expect(read('interleaved.csv').said).toContain('Unable to determine');
  });

  it.each([
    ['212.53 W', '212,53 W', 'columns', 'wrong-form'],
    ['212.53 W', '212.53 mAh', 'power.draw', 'unknown-unit'],
    ['2520 MHz', 'fast', 'clocks.current.sm', 'not-a-number'],
  ])('%s as %s has a place', (from, to, figure, problem) => {
    const text = specimen('nvidia-smi', 'with-units.csv').replace(from, to);
    expect(parseNvidiaSmi(text)).toMatchObject({ kind: 'unreadable', line: 2, figure, problem });
  });
});

describe('hwmon', () => {
  const read = (name: string): ToolReading => parseHwmon(specimen('hwmon', name));

  it('finds sensors by the name of their chip, with the unit of their file', () => {
    const reading = complete(read('grep.txt'));
    expect(reading.figures.map(({ name, statistic, scope, value }) => [name, statistic, scope, value])).toEqual([
      ['temperature', 'limit-critical', 'cpu_thermal temp1', 110],
      ['temperature', 'value', 'cpu_thermal temp1', 48.312],
      ['current', 'value', 'ina3221 curr1', 0.312],
      ['current', 'limit-max', 'ina3221 curr1', 2],
      ['voltage', 'value', 'ina3221 in1', 5.08],
      ['temperature', 'value', 'nvme temp1', 38.85],
      ['temperature', 'value', 'nvme 2 temp1', -5.15],
      ['energy', 'value', 'amdgpu energy1', 1234.567_89],
      ['power', 'mean', 'amdgpu power1', 25.125],
      ['clock', 'value', 'amdgpu freq1', 1_800_000_000],
    ]);
    expect(reading.facts).toEqual({ 'ina3221 in1': 'VDD_IN', 'ina3221 in7': 'sum of shunt voltages' });
  });

  it('reads the same with blanks, thermal zones, and an INA3221 under JetPack 4', () => {
    const zones = complete(read('blanks.txt')).figures;
    expect(zones.map(({ scope, value }) => [scope, value])).toEqual([
      ['apex temp1', 54.25],
      ['cpu-thermal temp', 51.5],
    ]);
    const rails = complete(read('jetpack4-iio.txt'));
    expect(rails.figures.map(({ name, value }) => [name, value])).toEqual([
      ['voltage', 5.064],
      ['current', 0.752],
      ['power', 3.808],
    ]);
    expect(rails.facts).toEqual({ 'ina3221x 0': 'POM_5V_IN' });
  });

  it('believes no sensor whose chip has no name', () => {
    const text = specimen('hwmon', 'grep.txt').replace(/.*hwmon1\/name.*\n/, '');
    const reading = parseHwmon(text);
    expect(reading).toMatchObject({ kind: 'incomplete', missing: ['/sys/class/hwmon/hwmon1/name'] });
    expect(JSON.stringify(reading)).not.toContain('5.08');
  });

  it('does not take half a number for a number', () => {
    const text = specimen('hwmon', 'blanks.txt').trimEnd();
    expect(parseHwmon(text.slice(0, -1))).toMatchObject({ kind: 'incomplete', missing: ['end-of-the-last-line'] });
    expect(parseHwmon(text.replace('54250', '54,250\n'))).toMatchObject({ kind: 'unreadable', line: 2 });
    expect(parseHwmon(text.replace('54250', '54.25\n'))).toMatchObject({ problem: 'not-whole' });
    expect(complete(parseHwmon(`${text.replace('54250', '')}\n`)).figures[0]).toMatchObject({ value: null });
  });
});
