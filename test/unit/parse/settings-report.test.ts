import { describe, expect, it } from 'vitest';
import { parseSettingsReport, settingsReportMost } from '#parse/settings-report.js';

describe('what a board says of its settings', () => {
  it('is read line by line; what has no meaning is left out', () => {
    expect(parseSettingsReport('found.mode=10W\nfound.fan=a=b\nnoise\n=x\nend=yes\n')).toEqual({
      found: { mode: '10W', fan: 'a=b' },
      refused: null,
      unrestored: null,
    });
    expect(parseSettingsReport('')).toEqual({ found: {}, refused: null, unrestored: null });
  });

  it('names what was refused, and what could not be restored', () => {
    expect(parseSettingsReport('refused=apply mode\nsaid=sudo: a password is required\nunrestored=fan\n')).toEqual({
      found: {},
      refused: { at: 'apply', setting: 'mode', said: 'sudo: a password is required' },
      unrestored: 'fan',
    });
    expect(parseSettingsReport('refused=reboot mode\n').refused).toBeNull();
  });

  it('is bounded, and without control sequences', () => {
    const { found } = parseSettingsReport(`found.mode=\u001b[31mred${'x'.repeat(1000)}\n`);
    expect(found['mode']).toMatch(/^redx{297}$/);
    const flood = `${'x'.repeat(settingsReportMost)}\nfound.mode=late\n`;
    expect(parseSettingsReport(flood).found).toEqual({});
  });
});
