package ridgeline.data.network;

/** Information in the headers of images that Java's readers do not report. */
@SuppressWarnings("ArrayRecordComponent")
record ImageHeader(byte[] content) {
  /** Offsets in a BMP of the size of its second header and of its compression. */
  private static final int BMP_HEADER_SIZE = 14;

  private static final int BMP_COMPRESSION = 30;

  private static final int BMP_JPEG = 4;
  private static final int BMP_PNG = 5;

  /** Whether it is a BMP that contains a JPEG or PNG, which has its own size. */
  boolean isBmpOfAnother() {
    if (content.length <= BMP_COMPRESSION || content[0] != 'B' || content[1] != 'M') {
      return false;
    }
    int compression = content[BMP_COMPRESSION];
    return at(BMP_HEADER_SIZE) > 12 && (compression == BMP_JPEG || compression == BMP_PNG);
  }

  /** The number of colour components in a JPEG's frame header; 0 if there is none. */
  int jpegComponents() {
    if (at(0) != 0xFF || at(1) != 0xD8) {
      return 0;
    }
    int from = 2;
    while (from + 9 < content.length) {
      int marker = at(from + 1);
      if (at(from) != 0xFF || marker == 0xFF) {
        from++;
      } else if (isFrame(marker)) {
        return at(from + 9);
      } else {
        from += isAlone(marker) ? 2 : 2 + Math.max(2, at(from + 2) << 8 | at(from + 3));
      }
    }
    return 0;
  }

  private static boolean isFrame(int marker) {
    return marker == 0xC0 || (marker > 0xC0 && marker <= 0xCF && marker % 4 != 0);
  }

  /** Whether a marker has no segment. */
  private static boolean isAlone(int marker) {
    return marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8);
  }

  private int at(int index) {
    return index < content.length ? content[index] & 0xFF : -1;
  }
}
