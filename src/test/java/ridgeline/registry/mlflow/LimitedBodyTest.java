package ridgeline.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A body of at most five bytes. */
@Tag("plain")
class LimitedBodyTest {
  private final AtomicInteger cancelled = new AtomicInteger();
  private final LimitedBody body = opened();

  private LimitedBody opened() {
    LimitedBody opened = new LimitedBody(5);
    opened.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long count) {}

          @Override
          public void cancel() {
            cancelled.incrementAndGet();
          }
        });
    return opened;
  }

  private static List<ByteBuffer> bytes(int... counts) {
    return Arrays.stream(counts).mapToObj(count -> ByteBuffer.wrap(new byte[count])).toList();
  }

  private CompletableFuture<byte[]> received() {
    return body.getBody().toCompletableFuture();
  }

  @Test
  void asManyBytesAreReceived() {
    body.onNext(bytes(1, 2));
    body.onNext(bytes(2));
    body.onComplete();

    assertThat(received()).isCompletedWithValueMatching(content -> content.length == 5);
    assertThat(cancelled).hasValue(0);
  }

  @Test
  void oneMoreEndsIt() {
    body.onNext(bytes(3));
    body.onNext(bytes(2, 1));
    body.onNext(bytes(1));
    body.onComplete();

    assertThat(received()).isCompletedExceptionally();
    assertThat(received().handle((content, failure) -> failure.getMessage()))
        .isCompletedWithValueMatching(message -> message.contains("the reply is too long"));
    assertThat(cancelled).hasValue(1);
  }
}
