/** From a profile of ONNX Runtime to what was used: only a model that computes throughout in one arithmetic is named by it. */
import { describe, expect, test } from 'vitest';
import { type Kernel, runnerPart } from '#test/toolchains/modules.js';

const { evidenceOf, kernelsOf } = await runnerPart('kernels');
const providers = { CPUExecutionProvider: { provider: 'cpu', unit: 'cpu' } };
const kernel = (operator: string, type: string, provider = 'CPUExecutionProvider'): Kernel => ({
  operator,
  type,
  provider,
});
const arithmetic = (...kernels: readonly Kernel[]): string => evidenceOf(kernels, providers).used.arithmetic;

describe('arithmetic', () => {
  test.each([
    ['float', 'fp32'],
    ['float16', 'fp16'],
    ['bfloat16', 'bf16'],
    ['double', 'fp64'],
    ['uint8', 'int8'],
    ['int8', 'int8'],
    ['int32', 'int32'],
  ])('of %s tensors is %s', (type, name) => {
    expect(arithmetic(kernel('Conv', type), kernel('Gemm', type))).toBe(name);
  });

  test('of fp16 files that are computed in fp32 is fp32, whatever is cast around it', () => {
    expect(arithmetic(kernel('Cast', 'float16'), kernel('FusedConv', 'float'), kernel('Cast', 'float'))).toBe('fp32');
  });

  test('of int8 files whose weights are only stored so is fp32', () => {
    expect(
      arithmetic(kernel('DequantizeLinear', 'uint8'), kernel('Conv', 'float'), kernel('QuantizeLinear', 'float')),
    ).toBe('fp32');
  });

  test('of one float layer among many of int8 is mixed, never int8', () => {
    const many = Array.from({ length: 99 }, () => kernel('QLinearConv', 'uint8'));
    expect(arithmetic(...many)).toBe('int8');
    expect(arithmetic(...many, kernel('Gemm', 'float'))).toBe('mixed(fp32,int8)');
    expect(evidenceOf([...many, kernel('Gemm', 'float')], providers).placement).toEqual({
      nodesByArithmetic: { int8: 99, fp32: 1 },
    });
  });

  test('of what quantises its own input is int8', () => {
    expect(arithmetic(kernel('DynamicQuantizeMatMul', 'float'))).toBe('int8');
  });

  test('is unknown when nothing that computes was seen', () => {
    expect(evidenceOf([kernel('Relu', 'float')], providers).used).toEqual({
      provider: 'unknown',
      unit: 'unknown',
      arithmetic: 'unknown',
    });
    expect(arithmetic(kernel('Conv', 'unknown'))).toBe('unknown');
  });
});

test('a provider that fell back for a part is told', () => {
  const both = [kernel('Conv', 'float', 'CUDAExecutionProvider'), kernel('Conv', 'float')];
  expect(
    evidenceOf(both, { ...providers, CUDAExecutionProvider: { provider: 'cuda', unit: 'gpu' } }).used,
  ).toMatchObject({
    provider: 'mixed(cpu,cuda)',
    unit: 'mixed(cpu,gpu)',
  });
  expect(evidenceOf([kernel('Conv', 'float', 'NewExecutionProvider')], providers).used).toMatchObject({
    provider: 'NewExecutionProvider',
    unit: 'unknown',
  });
});

test('a profile is read behind whatever was printed before it, and only its kernels count', () => {
  const args = {
    op_name: 'Conv',
    provider: 'CPUExecutionProvider',
    input_type_shape: [{ float: [1, 1, 32, 32] }, { float: [16] }],
  };
  const events = [
    { cat: 'Session', name: 'model_run', args: {} },
    { cat: 'Node', name: 'a_fence_before', args },
    { cat: 'Node', name: 'a_kernel_time', args },
    { cat: 'Node', name: 'b_kernel_time', args: { op_name: 'Shape', provider: '', input_type_shape: [] } },
  ];
  expect(kernelsOf(`some words\n${JSON.stringify(events)}`)).toEqual([
    kernel('Conv', 'float'),
    kernel('Shape', 'unknown', 'unknown'),
  ]);
  expect(() => kernelsOf('')).toThrow(SyntaxError);
});
