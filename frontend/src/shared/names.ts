const ABBREVIATIONS: Record<string, string> = {
  adam: "Adam",
  adamw: "AdamW",
  aligned_mtl: "Aligned-MTL",
  cagrad: "CAGrad",
  cnn: "CNN",
  cpu: "CPU",
  cuda: "CUDA",
  dst: "DST",
  dtp: "DTP",
  dwa: "DWA",
  fairgrad: "FairGrad",
  famo: "FAMO",
  gls: "GLS",
  gradnorm: "GradNorm",
  imagenet: "ImageNet",
  imtl_g: "IMTL-G",
  imtl_l: "IMTL-L",
  mgda: "MGDA",
  mlp: "MLP",
  nash_mtl: "Nash-MTL",
  pcgrad: "PCGrad",
  resnet18: "ResNet-18",
  rlw: "RLW",
  sgd: "SGD",
  upgrad: "UPGrad",
  vgg16: "VGG-16",
};

/** A word of the configuration as people write it: "always_on" → "always on", "dst" → "DST". */
export function inWords(value: string): string {
  return ABBREVIATIONS[value] ?? value.replaceAll("_", " ");
}
