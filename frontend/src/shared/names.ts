const ABBREVIATIONS: Record<string, string> = {
  adam: "Adam",
  adamw: "AdamW",
  cnn: "CNN",
  cpu: "CPU",
  cuda: "CUDA",
  dst: "DST",
  imagenet: "ImageNet",
  mlp: "MLP",
  resnet18: "ResNet-18",
  sgd: "SGD",
  vgg16: "VGG-16",
};

/** A word of the configuration as people write it: "always_on" → "always on", "dst" → "DST". */
export function inWords(value: string): string {
  return ABBREVIATIONS[value] ?? value.replaceAll("_", " ");
}
