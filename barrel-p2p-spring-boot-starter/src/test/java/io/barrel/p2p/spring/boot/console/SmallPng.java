package io.barrel.p2p.spring.boot.console;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** A picture in 256 colours, which for a page is all but some shades of the edges of letters. */
final class SmallPng {

    private static final int COLOURS = 256;
    /** The three upper bits of each part. */
    private static final int KIND = 0xe0e0e0;

    private SmallPng() {}

    static void write(byte[] png, Path file) throws IOException {
        BufferedImage picture = reduced(ImageIO.read(new ByteArrayInputStream(png)));
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam smallest = writer.getDefaultWriteParam();
        smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        smallest.setCompressionQuality(0);
        Files.deleteIfExists(file);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), smallest);
        } finally {
            writer.dispose();
        }
    }

    private static BufferedImage reduced(BufferedImage picture) {
        int width = picture.getWidth();
        int[] pixels = picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
        Map<Integer, Integer> uses = new HashMap<>();
        for (int pixel : pixels) {
            uses.merge(pixel, 1, Integer::sum);
        }
        int[] kept = palette(uses);
        Map<Integer, Integer> places = new HashMap<>();
        int[] indexes = IntStream.of(pixels)
                .map(pixel -> places.computeIfAbsent(pixel, colour -> nearest(kept, colour)))
                .toArray();
        IndexColorModel colours = new IndexColorModel(8, kept.length, kept, 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage reduced = new BufferedImage(width, picture.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colours);
        reduced.getRaster().setPixels(0, 0, width, picture.getHeight(), indexes);
        return reduced;
    }

    /** First one of each kind of colour, however rare, then those that are used most. */
    private static int[] palette(Map<Integer, Integer> uses) {
        List<Integer> mostUsed = uses.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .toList();
        Set<Integer> kinds = new HashSet<>();
        Set<Integer> palette = new LinkedHashSet<>();
        mostUsed.stream().filter(colour -> kinds.add(colour & KIND)).forEach(palette::add);
        palette.addAll(mostUsed);
        return palette.stream().limit(COLOURS).mapToInt(Integer::intValue).toArray();
    }

    private static int nearest(int[] colours, int colour) {
        return IntStream.range(0, colours.length)
                .boxed()
                .min(Comparator.comparingInt(index -> distance(colours[index], colour)))
                .orElseThrow();
    }

    private static int distance(int one, int other) {
        int distance = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int apart = (one >> shift & 0xff) - (other >> shift & 0xff);
            distance += apart * apart;
        }
        return distance;
    }
}
